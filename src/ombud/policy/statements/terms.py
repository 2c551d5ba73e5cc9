"""What a policy states of what it holds itself to, of responsibility, of its own words, and where more is told."""

from __future__ import annotations

from ombud.policy.model import Policy, known
from ombud.policy.statements.slots import ids, own, place, word, yes
from ombud.policy.statements.statement import Statements, probed, signed, stated, unsettled


def _principles(policy: Policy) -> Statements:
    for name in dict.fromkeys(policy.principles):
        yield signed(("principles",), "principle", {"principle": word("principles", name)}, name=f"principles.{name}")


def _terms(policy: Policy) -> Statements:
    for name in dict.fromkeys(policy.terms):
        yield signed(("terms",), "term", {"term": word("terms", name)}, name=f"terms.{name}")


def _glossary(policy: Policy) -> Statements:
    for name, text in policy.glossary.items():
        yield stated(("glossary", name), "glossary", {"word": word("glossary", name), "text": own(text)})


def _links(policy: Policy) -> Statements:
    for name, url in policy.links.items():
        yield probed(("links", name), "links", "link", {"about": word("links", name), "url": place(url)})


def _machines(policy: Policy) -> Statements:
    """Tell what a person may do about machines that judge (GDPR Art. 21(1), 22)."""
    if (said := policy.rights.automation) is None:
        return
    path = ("rights", "automation")
    if said.against:
        yield probed((*path, "against"), "machines", "rights.automation.against", {"what": ids("machines", said.against)})
    if said.never_alone:
        slots = {"effect": yes(said.when is not None)}
        yield probed((*path, "never_alone"), "judged", "rights.automation.never_alone", slots)


def _own_page(policy: Policy) -> Statements:
    if (said := policy.rights.own_page) is None:
        return
    path, activities = ("rights", "own_page"), ids("activities", said.activities)
    for act in dict.fromkeys(said.does):
        slots = {"act": word("own_page", act), "activities": activities}
        yield probed(path, "own_page", "rights.own_page", slots, name=".".join((*path, act)))
    if known(said.at):
        yield probed((*path, "at"), "links", "rights.own_page.at", {"url": place(said.at)})
    yield from unsettled(path, "rights.open", at=said.at)


def _disputes(policy: Policy) -> Statements:
    rights, path = policy.rights, ("rights",)
    if rights.refusal:
        yield signed((*path, "refusal"), "rights.refusal")
    match rights.complaint.first:
        case "asked_to_write_to_us_first":
            yield signed((*path, "complaint", "first"), "rights.complaint.first")
        case "free_to_write_to_us_first":
            yield signed((*path, "complaint", "first"), "rights.complaint.free")
        case None:
            pass
    if rights.complaint.help_with:
        yield stated((*path, "complaint", "help_with"), "rights.complaint.help", {"with": ids("help", rights.complaint.help_with)})


STATEMENTS = (_principles, _terms, _glossary, _links, _machines, _own_page, _disputes)
