"""Every kind of statement there is; each language pack holds one template for each (docs/explain/statements.md)."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    # the document and who is who
    "policy.only_with_consent",
    "policy.version", "policy.effective", "policy.aim", "policy.applies_when", "policy.fulfils", "policy.languages",
    "controller.name", "controller.address", "controller.register", "controller.contact", "controller.reach", "controller.open",
    "officer.required", "officer.not_required", "officer.reason", "authority", "entity",
    # who else has the data
    "recipients", "recipients.purposes", "recipients.instructions", "recipients.bound",
    "recipient", "recipient.location", "recipient.agreement", "recipient.data", "recipient.only_if", "recipient.duty", "recipient.terms",
    "recipient.subprocessors", "acts_for",
    "transfers.none", "transfers.allowed", "transfers.open", "transfers.exception", "transfers.known",
    "recipient.members", "recipient.withheld",
    # law, data, places
    "law", "data.identity_document", "data.special", "system.location", "system.expires",
    # one activity: whose data, which, why, with whom
    "activity", "data", "data.provided", "data.observed", "data.derived", "data.third_party", "data.optional",
    "form.asks", "form.delivers_to", "confined_to", "purposes", "purpose", "purpose.marketing",
    "basis", "basis.open", "basis.consent", "basis.letter", "basis.letter.all", "basis.balance", "activity.recipients", "shares", "source",
    # one activity: how it behaves
    "automated_decisions.none", "handled.by_email", "contact_permission", "suppresses", "free",
    "cookies.third_parties", "cookies.ours_only", "cookies.strictly_necessary", "cookies.other", "cookies.see", "cookies.list",
    "cookie", "cookies.asked.choices", "cookies.asked.remembered", "cookies.asked.withdraw", "cookies.asked.logs",
    "provide.free", "provide.contract", "provide.law", "provide.consequence", "provide.refrain",
    "leave.any_time", "leave.channel", "leave.effect",
    "identity.always", "identity.guards_against", "identity.may_ask", "identity.depends_on", "identity.view", "identity.keep_document",
    # one activity: how people are reached, and met
    "sending.channels", "sending.senders", "sending.by_country", "sending.content", "sending.tracks",
    "sending.customers", "sending.customers.offers", "sending.customers.objection",
    "profiling.inputs", "profiling.results", "profiling.logic", "profiling.effect",
    "survey", "survey.voluntary", "survey.anonymous", "survey.follow_up", "recording", "recording.consent", "posting",
    "premises.reception", "premises.access_card", "premises.guest_network",
    "surveillance.areas", "surveillance.sound", "surveillance.silent", "surveillance.signs",
    # one activity: shared work, and what is handed over case by case
    "joint", "joint.agreement", "joint.share", "joint.essence", "joint.contact", "disclosure", "screening", "told_in",
    # one activity: how long
    "retention.exactly", "retention.at_most", "retention.at_least", "retention.at_once", "retention.open", "retention.why",
    "retention.reason", "retention.withstands", "retention.always", "retention.early", "retention.renew", "retention.unless",
    "leaves", "leaves.optional", "leaves.fields.hashed", "leaves.fields.plain", "leaves.for", "leaves.why",
    # principles, rights, changes
    "storage.no_longer_than", "storage.longer_if", "storage.told", "storage.review", "storage.open",
    "rights", "rights.access", "rights.access.tells", "rights.access.copy", "rights.access.request", "rights.access.identity",
    "rights.rectification", "rights.rectification.request", "rights.erasure", "rights.erasure.not_if", "rights.restriction",
    "rights.portability", "rights.portability.to_other", "rights.objection.marketing", "rights.objection.interest",
    "rights.withdrawal", "rights.channels", "rights.complaint", "rights.proof", "rights.open",
    "rights.automation.against", "rights.automation.never_alone", "rights.own_page", "rights.own_page.at",
    "rights.refusal", "rights.complaint.first", "rights.complaint.free", "rights.complaint.help",
    "changes.review", "changes.each_change", "changes.new_use", "changes.unannounced", "changes.open",
    "versions",
    # care
    "measure", "breach.authority", "breach.people", "breach.investigated",
    "children.consent_from", "children.under", "children.collected", "children.aimed_at", "children.not_aimed_at",
    # principles, responsibility, words, links
    "principle", "term", "glossary", "link",
]  # fmt: skip

Missing = Literal[
    "backup probe", "camera register", "hosted forms", "incident desk", "list of recipients", "look at DNSSEC",
    "look at ages", "look at certificates", "look at encryption at rest", "look at letters on paper",
    "look at log-ins", "look at monitoring", "look at sales",
    "look at the encryption of mail", "look at this measure", "look for real data in test systems",
    "region probe", "rehearsal of a restore", "screening log", "survey desk", "visitor register",
    "word to people before a new version takes effect",
]  # fmt: skip
"""What would have to be built before a promise can be looked at; `promises/languages` have a word for each."""
