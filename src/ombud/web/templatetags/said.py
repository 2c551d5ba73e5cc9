"""`{% say "key" name=value %}` says a thing in the page's language; `{{ day|dated:lang }}` writes a date as the language does."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import format_html

from ombud.errors import OmbudError
from ombud.execute.languages import language_pack
from ombud.policy.model import Language
from ombud.rights.models import EventRow
from ombud.rights.wishes.wish import PlanRefusedError
from ombud.store.models import HoldReadRow
from ombud.systems.refusal import Refusal
from ombud.web import serving, words

register = template.Library()

_NOTED = {
    "read": "staff.reasons",
    "identity_proved": "deed.method",
    "identity_failed": "deed.method",
    "by_hand": "error",
    "unavailable": "error",
}
"""Where the words stand that the lines of a diary note as codes."""


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: object) -> str:
    """Say one thing in the language of the page."""
    return words.say(context["lang"], key, **values)


@register.filter
def dated(day: date | None, language: Language) -> str:
    """Write a date in the reader's form."""
    if day is None:
        return ""
    return language_pack(language).day(day.date() if isinstance(day, datetime) else day)


@register.filter
def momented(moment: datetime, language: Language) -> str:
    """Write a moment in the zone of the policy, with its time."""
    local = moment.astimezone(serving.home().zone)
    return f"{language_pack(language).day(local.date())} {local:%H:%M}"


@register.filter
def numbered(number: int, language: Language) -> str:
    """Write a number in the reader's form."""
    return language_pack(language).number(number)


@register.simple_tag(takes_context=True)
def say_in(context: Context, *parts: str, sep: str = "") -> str:
    """Say a thing whose key is put together: `right` `access` `title`, or, with `sep`, the last two joined by it."""
    key = ".".join((*parts[:-2], sep.join(parts[-2:]))) if sep else ".".join(parts)
    return words.say(context["lang"], key)


@register.simple_tag(takes_context=True)
def diary(context: Context, what: str) -> str:
    """Tell what a line of a case's diary is about; a word that no page knows stands as it is."""
    return words.words(context["lang"]).get(f"diary.{what}", what)


@register.simple_tag(takes_context=True)
def noted(context: Context, event: EventRow | HoldReadRow) -> str:
    """Tell what a line of a diary adds: a word of ours in the language of the page, anything else as it was written."""
    first, colon, rest = event.note.partition(": ")
    return words.words(context["lang"]).get(f"{_NOTED.get(event.what, '')}.{first}", first) + colon + rest


@register.simple_tag(takes_context=True)
def who(context: Context, by: str) -> str:
    """Name who did something; staff and programs are called by the names they have."""
    return words.words(context["lang"]).get(f"who.{by}", by)


@register.simple_tag(takes_context=True)
def wrong(context: Context, error: OmbudError) -> str:
    """Tell what could not be done in the reader's language, and in which systems; what no language knows is told in English."""
    told = words.words(context["lang"]).get(f"error.{error.code}")
    if told is None:
        return format_html('<p class="wrong" role="alert" lang="en">{} {}</p>', error.message, error.hint or "")
    return format_html('<p class="wrong" role="alert">{} <span class="soft">{}</span></p>', told, _more(error, context["lang"]))


def _more(error: OmbudError, language: Language) -> str:
    """Tell which dataset refuses a plan and why, or which system an error is about."""
    if isinstance(error, PlanRefusedError):
        return "; ".join(f"{place}: {why.told(language)}" for place, why in error.refused.items())
    return error.where if error.code.startswith(("system-", "rows-", "dataset-")) else ""


@register.simple_tag(takes_context=True)
def because(context: Context, why: Refusal | OmbudError) -> str:
    """Tell in the reader's language why a step of a sweep cannot be made."""
    if isinstance(why, Refusal):
        return why.told(context["lang"])
    if told := words.words(context["lang"]).get(f"error.{why.code}"):
        return told
    return format_html('<span lang="en">{} {}</span>', why.message, why.hint)


@register.simple_tag(takes_context=True)
def failing(context: Context, code: str) -> str:
    """Tell why work failed; what no language knows stands as the code it has."""
    return words.words(context["lang"]).get(f"error.{code}") or format_html("<code>{}</code>", code)


@register.simple_tag(takes_context=True)
def say_with_day(context: Context, key: str, until: date) -> str:
    """Say a thing that names a day."""
    return words.say(context["lang"], key, until=dated(until, context["lang"]))


@register.simple_tag
def language(code: Language) -> str:
    """Name a language in itself."""
    return words.say(code, f"language.{code}")


@register.simple_tag
def asset(name: str) -> str:
    """Give the address of a style or a script, which changes with its content."""
    return f"{settings.STATIC_URL}{name}"
