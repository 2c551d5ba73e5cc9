"""Whether each change of the policy came as a version, in every language, and people were asked anew (GDPR Art. 13(3), 7(1))."""

from __future__ import annotations

from ombud.policy.statements import Statement
from ombud.promises.editions import Edition, Editions
from ombud.promises.looking import Check, Looking, unproven
from ombud.promises.saying.phrase import phrase


def each_change(_: Statement, looking: Looking) -> Check:
    """Look whether the facts have changed under a number that is published, or two versions share a number or go back in time."""
    found = looking.kept.editions()
    if found.problem:
        return _altered(found)
    if not found.published:
        return unproven(phrase("no-version"), phrase("publish"))
    if found.unannounced:
        cause = phrase("facts-changed", facts=found.unannounced, version=found.published[-1].version)
        return Check("broken", phrase("changes-unannounced", changes=found.unannounced), cause, phrase("publish-new"))
    days = [one.effective for one in found.published]
    if days != sorted(days):
        return Check("broken", phrase("version-before"), phrase("later-earlier"), phrase("publish-later"))
    return Check("kept", phrase("versions-published", versions=len(days)))


def _altered(found: Editions) -> Check:
    cause = phrase("version-problem", where=found.where, problem=found.problem)
    return Check("broken", phrase("version-altered"), cause, phrase("restore-version"))


def languages(_: Statement, looking: Looking) -> Check:
    """Look whether each published version has a notice in every language that it promises, as it was published."""
    found = looking.kept.editions()
    if found.problem:
        return _altered(found)
    if not found.published:
        return unproven(phrase("no-version"), phrase("publish"))
    lacking = [(one.version, lang) for one in found.published for lang in sorted(set(one.promised) - set(one.said))]
    if lacking:
        versions, tongues = (list(dict.fromkeys(names)) for names in zip(*lacking, strict=True))
        cause = phrase("notices-gone", versions=versions, languages=tongues)
        return Check("broken", phrase("notices-missing", notices=len(lacking)), cause, phrase("restore-or-publish"))
    return Check("kept", phrase("notices-there", notices=sum(map(_said, found.published)), versions=len(found.published)))


def _said(one: Edition) -> int:
    return len(set(one.promised))


def asked_again(_: Statement, looking: Looking) -> Check:
    """Look whether anything was sent on a consent to what the policy said before it said something else."""
    found, policy, choices = looking.kept.editions(), looking.scene.policy, looking.kept.choices
    if found.problem:
        return _altered(found)
    if len(found.published) < 2 or choices is None:  # noqa: PLR2004 - a change is between two
        return unproven(phrase("nothing-changed"), phrase("look-later"))
    names = [name for name, one in policy.activities.items() if choices.agreed(name)]
    if not names:
        return unproven(phrase("nobody-agreed"), phrase("look-later"))
    if bad := sum(choices.sends(name, (name, *policy.activities[name].purposes)).outdated for name in names):
        return Check("broken", phrase("written-outdated", people=bad), phrase("agreed-to-earlier"), phrase("ask-before-sending"))
    return Check("kept", phrase("nobody-outdated", versions=len(found.published)))
