"""Ways to break promises in the demo home, each with the promises that must turn red, and no others may (`*` in a pattern is any text)."""

import json
import sqlite3
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from dateutil.relativedelta import relativedelta

from ombud.cli.demo import files, mail, sql
from tests.promises.homes import TODAY, Copy, Planting

PLANTINGS: dict[str, tuple[Planting, tuple[str, ...]]] = {}
"""By name: how the violation is planted, and which promises it breaks."""

RIGHTS: Final = (
    "rights.access",
    "rights.access.tells.*",
    "rights.access.copy",
    "rights.rectification",
    "rights.erasure",
    "rights.erasure.not_if",
    "rights.restriction",
    "rights.portability",
    "rights.portability.*",
    "rights.objection.direct_marketing",
    "rights.withdrawal",
    "activities.newsletter.leave.any_time",
    "activities.newsletter.leave.remove_from_list",
    "activities.newsletter.leave.erase_all",
    "activities.*.retention.*.withstands",
)
"""What no longer holds when a request cannot reach everything."""

PRINCIPLE: Final = "storage.no_longer_than"
NOTICE: Final = "policy.fulfils"
TRANSFERS: Final = "transfers.*"
NETWORK: Final = tuple(f"activities.network.retention.network{part}" for part in ("", ".early", ".renew"))
SUBSCRIBER: Final = "activities.newsletter.retention.newsletter-subscriber"
PROSPECT: Final = "activities.prospect.retention.prospect"
DOCUMENT: Final = (
    "activities.access_request.retention.id-document",
    "activities.access_request.identity.keep_document",
    "data.id_document",
)


def breaks(*promises: str) -> Callable[[Planting], Planting]:
    """Say which promises a planting breaks."""

    def named(planting: Planting) -> Planting:
        PLANTINGS[planting.__name__] = planting, promises
        return planting

    return named


def ago(**length: int) -> date:
    """Tell the day so long before yesterday, by another calendar than ours."""
    return TODAY - relativedelta(**length) - relativedelta(days=2)  # type: ignore[arg-type] # its stub knows no keyword mapping


# ------------------------------------------------------------------ kept past the end


@breaks("activities.customer.retention.customer-claims", PRINCIPLE)
def a_customer_past_ten_years(home: Copy) -> None:
    with home.crm() as crm:
        sql.add(crm, "customers", status="customer", name="Glemt Kunde", email="glemt@nowhere.example", last_service_on=ago(years=10))


@breaks("activities.customer.retention.customer-claims", PRINCIPLE)
def the_order_of_a_customer_past_ten_years(home: Copy) -> None:
    with home.crm() as crm:
        owner = sql.add(crm, "customers", status="customer", name="", last_service_on=ago(years=10))
        invoiced = ago(years=10)
        sql.add(crm, "orders", customer_id=owner, lines="advice", ordered_on=invoiced, invoiced_on=invoiced)


@breaks(PROSPECT, f"{PROSPECT}.unless.*", PRINCIPLE)
def a_prospect_past_a_year(home: Copy) -> None:
    with home.crm() as crm:
        sql.add_prospect(crm, home.built.cast.forgotten[0], ago(years=1))


@breaks(SUBSCRIBER, f"{SUBSCRIBER}.always", PRINCIPLE)
def a_subscriber_who_left(home: Copy) -> None:
    with home.crm() as crm:
        sql.add_subscriber(crm, Random(1), home.built.cast.forgotten[0], TODAY, left=ago())


@breaks("activities.survey.retention.survey-answers", PRINCIPLE)
def a_survey_answer_past_a_year(home: Copy) -> None:
    with home.crm() as crm:
        sql.add(crm, "survey_answers", email="a@nowhere.example", answers="yes", submitted_at=datetime.combine(ago(years=1), time(23, 59)))


@breaks(*NETWORK, PRINCIPLE)
def a_card_past_five_years(home: Copy) -> None:
    with home.crm() as crm:
        sql.add(crm, "contacts", role="partner", name="Glemt", received_on=ago(years=5), referred_on=ago(years=5))


@breaks(*NETWORK, PRINCIPLE)
def a_card_that_helped_nobody_past_three_years(home: Copy) -> None:
    with home.crm() as crm:
        sql.add(crm, "contacts", role="network", name="Glemt", received_on=ago(years=3))


@breaks("activities.buying_from_you.retention.supplier", PRINCIPLE)
def a_supplier_past_five_years(home: Copy) -> None:
    with home.crm() as crm:
        sql.add(crm, "contacts", role="supplier", name="Glemt", received_on=ago(years=7), purchase_ended_on=ago(years=5))


@breaks("activities.access_request.retention.access-file", PRINCIPLE)
def a_case_past_ten_years(home: Copy) -> None:
    with home.crm() as crm:
        sql.add_case(crm, home.built.cast.forgotten[0], "Hvad ved I om mig?", ago(years=10), ago(years=10))


@breaks("activities.do_not_contact.retention.optout", PRINCIPLE)
def a_wish_past_a_year(home: Copy) -> None:
    with home.crm() as crm:
        sql.add(crm, "wishes", email="nej@nowhere.example", wish="nej tak", received_on=ago(years=1))


@breaks("activities.do_not_contact.retention.suppression", PRINCIPLE)
def a_hash_of_a_wish_that_was_lifted(home: Copy) -> None:
    with home.crm() as crm:
        crm.execute("ALTER TABLE wishes ADD COLUMN suppression_hash TEXT")
        crm.execute("ALTER TABLE wishes ADD COLUMN lifted_on DATE")
        sql.add(crm, "wishes", suppression_hash="ab12", received_on=TODAY, lifted_on=ago(days=5))
    with home.datasets() as crm_says:
        crm_says["wishes"]["columns"] |= {
            "suppression_hash": {"is": "suppression_hash"},
            "lifted_on": {"event": "optout.lifted", "type": "date"},
        }


@breaks("activities.enquiry.retention.enquiry-mail", PRINCIPLE)
def an_enquiry_past_a_year(home: Copy) -> None:
    person = home.built.cast.forgotten[0]
    mail.deliver(home.mail, mail.enquiry(Random(1), person, datetime.combine(ago(years=1), time(23, 48), mail.ZONE)))


@breaks("activities.website.retention.website-visits", PRINCIPLE)
def a_visit_past_a_year(home: Copy) -> None:
    files.add_visit(home.drive, "0123456789abcdef", ago(years=1), "/")


@breaks(*DOCUMENT, PRINCIPLE)
def a_passport_of_a_decided_case(home: Copy) -> None:
    with home.crm() as crm:
        case = sql.add_case(crm, home.built.cast.forgotten[0], "Hvad ved I om mig?", ago(days=4), None)
    files.put_document(home.drive, case, ago(days=6))


# ------------------------------------------------------------------ gone too early


@breaks("activities.customer.retention.customer-ledger")
def orders_emptied_while_the_law_keeps_them(home: Copy) -> None:
    with home.crm() as crm:
        crm.execute("UPDATE orders SET lines = NULL WHERE invoiced_on > ?", [ago(years=1).isoformat()])


# ------------------------------------------------------------------ what nobody declared


@breaks("activities.newsletter.data", *RIGHTS)
def an_undeclared_column(home: Copy) -> None:
    with home.crm() as crm:
        crm.execute("ALTER TABLE subscribers ADD COLUMN birthday DATE")


CRM_HOLDS: Final = "activities.[!we]*.data"  # all but the website and enquiries


@breaks(CRM_HOLDS, "activities.enquiry.confined_to", PRINCIPLE, *RIGHTS)
def an_undeclared_table(home: Copy) -> None:
    with home.crm() as crm:
        crm.execute("CREATE TABLE leads (id INTEGER PRIMARY KEY, email TEXT)")


@breaks(
    *(f"activities.{activity}.data" for activity in ("enquiry", "customer", "prospect", "network")),
    "activities.enquiry.confined_to",
    "activities.enquiry.retention.enquiry-mail",
    "activities.customer.retention.customer-claims",
    PROSPECT,
    *NETWORK,
    PRINCIPLE,
    *RIGHTS,
)
def mail_in_the_wrong_folder(home: Copy) -> None:
    folder = home.mail / ".Gamle sager"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    (folder / "maildirfolder").touch()
    letter = next((home.mail / "cur").iterdir())
    (folder / "cur" / letter.name).write_bytes(letter.read_bytes())


@breaks(
    *(f"activities.{activity}.data" for activity in ("website", "access_request", "network")),
    "activities.enquiry.confined_to",
    "activities.website.retention.website-visits",
    *NETWORK,
    *DOCUMENT,
    PRINCIPLE,
    *RIGHTS,
)
def a_file_beside_the_declared_ones(home: Copy) -> None:
    (home.drive / "eksport").mkdir()
    (home.drive / "eksport/alle-kunder.csv").write_text("email\nnogen@nowhere.example\n")


@breaks("activities.newsletter.data", "rights.access.tells.data_categories", "rights.access.tells.source")
def a_column_that_holds_what_the_activity_does_not_need(home: Copy) -> None:
    with home.datasets() as crm:
        crm["subscribers"]["columns"]["company"] = {"is": "phone"}
    with home.crm() as rows:
        rows.execute("UPDATE subscribers SET company = '+45 00 00 00 00'")


@breaks("activities.enquiry.confined_to", "activities.survey.purposes")
def a_copy_of_an_enquirer_in_another_system(home: Copy) -> None:
    with home.datasets() as crm:
        crm["survey_answers"]["activities"] = {"survey": {"when": {"ip": {"not": "null"}}}}
    with home.crm() as rows:
        email = home.built.cast.enquirers[0].email.upper()
        sql.add(rows, "survey_answers", email=email, submitted_at=datetime.combine(TODAY, time(9)))


@breaks("activities.enquiry.confined_to", NOTICE)
def enquiries_kept_in_the_customer_system(home: Copy) -> None:
    with home.datasets() as crm:
        crm["survey_answers"]["activities"] = {"survey": "all", "enquiry": {"when": {"answers": "spørgsmål"}}}


# ------------------------------------------------------------------ what a request cannot do


@breaks(*RIGHTS)
def a_dataset_out_of_reach(home: Copy) -> None:
    with home.datasets() as crm:
        crm["case_notes"]["links"] = []


@breaks("rights.erasure")
def a_field_that_may_not_be_empty(home: Copy) -> None:
    with home.crm() as crm:
        _retype(crm, "customers", "email TEXT", "email TEXT NOT NULL DEFAULT ''")
    with home.policy() as policy:
        del home.rule(policy, "customer", "customer-claims")["withstands"]


@breaks("rights.rectification")
def a_field_that_the_database_computes(home: Copy) -> None:
    with home.crm() as crm:
        _retype(crm, "survey_answers", "company TEXT", "company TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL")


def _retype(crm: sqlite3.Connection, table: str, before: str, after: str) -> None:
    """Make a table anew with another type of column."""
    (schema,) = crm.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    columns = ", ".join(row[1] for row in crm.execute(f"PRAGMA table_info({table})") if "GENERATED" not in after or row[1] not in after)
    crm.execute("PRAGMA foreign_keys = OFF")
    crm.execute(schema.replace(before, after).replace(f"TABLE {table}", "TABLE anew"))
    crm.execute(f"INSERT INTO anew ({columns}) SELECT {columns} FROM {table}")
    crm.execute("PRAGMA legacy_alter_table = ON")
    crm.execute(f"DROP TABLE {table}")
    crm.execute(f"ALTER TABLE anew RENAME TO {table}")


@breaks("rights.access.tells.purpose", NOTICE)
def a_purpose_without_its_basis(home: Copy) -> None:
    with home.policy() as policy:
        policy["activities"]["survey"]["purposes"]["customer_satisfaction"] = {"basis": {"gap": "G1"}}


@breaks("rights.access.tells.source", NOTICE)
def data_from_others_without_their_source(home: Copy) -> None:
    with home.policy() as policy:
        del policy["activities"]["network"]["source"]


# ------------------------------------------------------------------ what stays behind


@breaks(f"{SUBSCRIBER}.leaves", f"{SUBSCRIBER}.leaves.fields")
def a_proof_that_holds_more_than_was_declared(home: Copy) -> None:
    _proof(home, data="email+name")


@breaks(f"{SUBSCRIBER}.leaves", f"{SUBSCRIBER}.leaves.fields")
def a_proof_that_can_be_read(home: Copy) -> None:
    _proof(home, value="nogen@nowhere.example")


@breaks(f"{SUBSCRIBER}.leaves", f"{SUBSCRIBER}.leaves.for", PRINCIPLE)
def a_proof_past_its_own_end(home: Copy) -> None:
    _proof(home, left_on=ago(years=2))


def _proof(home: Copy, data: str = "email", value: str = "ab" * 32, left_on: date = TODAY) -> None:
    row = ("d" * 64, "newsletter-subscriber", data, "keyed_hash", value, left_on.isoformat())
    with home.state() as state:
        state.execute("INSERT INTO store_proofrow (digest, rule, data, form, value, left_on) VALUES (?, ?, ?, ?, ?, ?)", row)


@breaks(f"{PROSPECT}.unless.*")
def an_exception_past_its_end(home: Copy) -> None:
    _exception(home, "sales lead")
    with home.state() as state:
        state.execute("UPDATE store_holdrow SET review_on = ?", [ago().isoformat()])


@breaks(f"{PROSPECT}.unless.*")
def an_exception_that_somebody_else_decided(home: Copy) -> None:
    _exception(home, "student helper")


def _exception(home: Copy, owner: str) -> None:
    who, review = f"email:{home.built.cast.prospects[30].email}", TODAY + relativedelta(months=6)
    told = home.run(
        "hold", "add", "--subject", who, "--rule", "prospect", "--reason", "likely to return", "--owner", owner, "--review", review
    )
    assert told.code == 0, told.err


@breaks("rights.proof")
def a_byte_of_the_log_is_flipped(home: Copy) -> None:
    with home.state() as state:
        key, body = state.execute('SELECT id, body FROM store_entryrow WHERE "index" = 0').fetchone()
        state.execute("UPDATE store_entryrow SET body = ? WHERE id = ?", [bytes([body[0] ^ 1]) + body[1:], key])


@breaks("rights.proof")
def an_entry_of_the_log_is_dropped(home: Copy) -> None:
    with home.state() as state:
        state.execute('DELETE FROM store_entryrow WHERE "index" = 1')


# ------------------------------------------------------------------ what is held for nothing that was named


@breaks("activities.*.purposes")
def data_that_are_held_for_nothing_that_was_named(home: Copy) -> None:
    for system in ("crm", "files"):
        with home.datasets(system) as datasets:
            for said in datasets.values():
                first = next(iter(said["columns"]))
                said["activities"] = {one: {"when": {first: "nothing at all"}} for one in said["activities"]}
    with home.datasets("mail") as mailbox:
        mailbox["letters"]["activities"]["enquiry"] = {"correspondent_in": "crm.subscribers"}


# ------------------------------------------------------------------ at the desk of requests

IDENTITY: Final = "activities.access_request.identity"


@breaks(f"{IDENTITY}.always", f"{IDENTITY}.guards_against")
def an_answer_to_somebody_nobody_knows(home: Copy) -> None:
    home.add_case("access", "acting", state="closed", decided_on=TODAY.isoformat(), closed_on=TODAY.isoformat())


@breaks(f"{IDENTITY}.may_ask", f"{IDENTITY}.depends_on", "rights.access.identity")
def proof_that_was_asked_for_without_a_reason(home: Copy) -> None:
    home.add_case("access", "identity", state="identity", email="nogen@nowhere.example")


@breaks("rights.objection.legitimate_interest")
def an_objection_of_somebody_the_gate_does_not_know(home: Copy) -> None:
    home.add_case("object", "open", state="open", identifiers='{"customer_no": "999999"}')


@breaks("rights.access.request", "rights.channels", "activities.newsletter.leave.email")
def mail_that_nobody_takes_in(home: Copy) -> None:
    home.leave_mail(timedelta(hours=2))


@breaks("rights.access.tells.recipients")
def a_host_that_nobody_is_told_of(home: Copy) -> None:
    with home.systems() as systems:
        systems["crm"]["recipient"] = "bookkeeper"


# ------------------------------------------------------------------ what the policy registers


@breaks("recipients.crm-host", NOTICE)
def a_processor_without_an_agreement(home: Copy) -> None:
    with home.policy() as policy:
        del policy["recipients"]["crm-host"]["agreement"]


@breaks(
    "recipients.[!*]*[!tf]",
    "recipients.crm-host",
    "recipients.backup-host",
    "recipients.mail-host",
    "recipients.survey-host",
    NOTICE,
    TRANSFERS,
)
def every_recipient_overseas(home: Copy) -> None:
    with home.policy() as policy:
        for recipient in policy["recipients"].values():
            recipient["location"] = "US"
        policy["transfers"]["known"] = []


@breaks(TRANSFERS, NOTICE)
def a_transfer_whose_tool_has_ended(home: Copy) -> None:
    with home.policy() as policy:
        policy["transfers"]["known"][0]["until"] = ago().isoformat()


@breaks(TRANSFERS, "recipients.survey-host", "recipients.survey-host.agreement", NOTICE)
def a_processor_abroad_whose_agreement_has_ended(home: Copy) -> None:
    with home.policy() as policy:
        policy["recipients"][policy["transfers"]["known"][0]["recipient"]]["agreement"]["until"] = ago().isoformat()


@breaks("laws.*", NOTICE)
def laws_that_were_replaced(home: Copy) -> None:
    with home.policy() as policy:
        for law in policy["laws"].values():
            law["replaced"] = {"from": ago(years=1).isoformat(), "by": "DK LOV 1/2025", "cite": "§ 1"}


@breaks("authorities.*", NOTICE)
def authorities_that_have_moved(home: Copy) -> None:
    with home.policy() as policy:
        for authority in policy["authorities"].values():
            authority["addresses"][0]["valid_to"] = ago().isoformat()


@breaks("rights", "rights.complaint", NOTICE)
def readers_without_an_authority(home: Copy) -> None:
    with home.policy() as policy:
        policy["policy"]["readers"].append("SE")


@breaks("rights", NOTICE)
def a_right_that_is_not_told(home: Copy) -> None:
    with home.policy() as policy:
        policy["rights"]["access"]["tells"].remove("source")


@breaks("storage.longer_if", "activities.[*].retention", "activities.survey.retention", NOTICE)
def a_clock_that_nobody_has_decided(home: Copy) -> None:
    with home.policy() as policy:
        policy["activities"]["survey"]["retention"] = [{"gap": "G1"}]


@breaks("*")
def signatures_that_have_ended(home: Copy) -> None:
    signed = datetime.combine(ago(years=2), time(9)).isoformat()
    with home.state() as state:
        for promise in home.told().values():
            if promise["probe"] == "signature":
                row = (promise["id"], "board", "d" * 64, signed, ago().isoformat(), False)
                state.execute(
                    "INSERT INTO store_attestationrow (statement, role, document, signed_at, until, demo) VALUES (?, ?, ?, ?, ?, ?)", row
                )


# ------------------------------------------------------------------ what rests on consent


@breaks("activities.newsletter.basis.6.1.a")
def a_reader_without_a_recorded_consent(home: Copy) -> None:
    first, *_ = home.addresses("subscribers")
    home.done("consent", "give", "--subject", f"email:{first}", "--purpose", "newsletter")


@breaks("activities.survey.basis.6.1.a")
def an_answer_that_stays_after_a_withdrawal(home: Copy) -> None:
    first, *_ = home.addresses("survey_answers")
    home.done("consent", "withdraw", "--subject", f"email:{first}", "--purpose", "survey")
    with home.state() as state:
        record = state.execute("SELECT record FROM consent_choicerow WHERE kind = 'withdrawn'").fetchone()[0]
        day = json.loads(record)["at"]
        state.execute("UPDATE consent_choicerow SET record = replace(record, ?, ?)", [day, f"{ago()}T09:00:00.000Z"])


def _sent(home: Copy, purpose: str, address: str = "fremmed@nowhere.example") -> None:
    """Let another mailer report what it sent to somebody who was never asked."""
    home.done("letters", "sent", "--subject", f"email:{address}", "--purpose", purpose)


@breaks("activities.newsletter.purposes.deliver_newsletter")
def a_newsletter_to_somebody_who_was_never_asked(home: Copy) -> None:
    _sent(home, "newsletter")


@breaks("activities.enquiry.purposes.follow_up", "activities.enquiry.purposes.follow_up.basis.6.1.a")
def a_follow_up_to_somebody_who_was_never_asked(home: Copy) -> None:
    _sent(home, "follow_up")


@breaks("activities.website.purposes.improve_experience.basis.6.1.a")
def something_sent_for_what_the_banner_asks(home: Copy) -> None:
    _sent(home, "improve_experience")


@breaks("activities.survey.contact_permission")
def a_call_about_a_survey_without_permission(home: Copy) -> None:
    _sent(home, "survey")


@breaks("activities.newsletter.purposes.deliver_newsletter")
def a_newsletter_after_the_withdrawal(home: Copy) -> None:
    first, *_ = home.addresses("subscribers")
    home.agree("newsletter", *home.addresses("subscribers"))
    home.done("consent", "withdraw", "--subject", f"email:{first}", "--purpose", "newsletter")
    _sent(home, "newsletter", first)
    with home.state() as state:
        state.execute("UPDATE consent_choicerow SET ended_on = ? WHERE kind = 'given' AND ended_on IS NOT NULL", [ago().isoformat()])


@breaks("activities.do_not_contact.suppresses")
def a_reader_who_asked_not_to_be_contacted(home: Copy) -> None:
    first, *_ = home.addresses("subscribers")
    home.done("consent", "suppress", "--subject", f"email:{first}")


@breaks("activities.do_not_contact.suppresses")
def a_reader_whose_wish_stands_in_the_customer_system(home: Copy) -> None:
    first, *_ = home.addresses("subscribers")
    with home.crm() as crm:
        sql.add(crm, "wishes", email=first.upper(), wish="nej tak", received_on=TODAY)


@breaks("activities.newsletter.leave.link_in_every_issue")
def a_letter_without_a_way_out(home: Copy) -> None:
    _campaign(home, "newsletter", "email", sent=3, linked=2)


@breaks("activities.enquiry.handled")
def an_enquiry_handled_by_post(home: Copy) -> None:
    _campaign(home, "answer_enquiry", "post", sent=1)


def _campaign(home: Copy, purpose: str, channel: str, **counts: int) -> None:
    row = (purpose, channel, datetime.combine(TODAY, time(9)).isoformat(" "), json.dumps(counts))
    with home.state() as state:
        state.execute("INSERT INTO consent_campaignrow (purpose, topic, channel, sender, at, counts) VALUES (?, '', ?, '', ?, ?)", row)


# ------------------------------------------------------------------ versions


@breaks("changes.each_change", NOTICE)
def a_fact_changed_under_a_published_number(home: Copy) -> None:
    home.done("publish")
    with home.policy() as policy:
        policy["controller"]["phone"] = "+45 00 44 55 66"


@breaks("policy.languages")
def a_notice_that_is_gone(home: Copy) -> None:
    home.done("publish")
    version = home.folder / "published/3.0"
    notices = json.loads((version / "version.json").read_text("utf-8"))["notices"]
    for name in {one["sha256"] for one in notices if one["language"] == "sv"}:
        for file in (version / "notices").glob(f"{name}.*"):
            file.unlink()


@breaks("changes.new_use.ask_consent_if_needed")
def a_letter_on_a_consent_to_an_earlier_policy(home: Copy) -> None:
    home.done("publish")
    home.agree("newsletter", *home.addresses("subscribers"))
    with home.policy() as policy:
        policy["policy"] |= {"version": "4.0", "effective": TODAY.isoformat()}
        policy["activities"]["newsletter"]["purposes"]["know_recipient"] = {"marketing": "true"}
    home.done("publish")
    _sent(home, "newsletter", home.addresses("subscribers")[0])


# ------------------------------------------------------------------ handed to others


@breaks("activities.network.shares", "recipients.*.only_if")
def data_handed_to_others_without_a_ground(home: Copy) -> None:
    home.hand_over_without_a_ground()
