"""Customers may be written to without consent only where policy and record say all that it takes; children consent from their age."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ombud.plan.consent.gate import CUSTOMER_CONDITIONS
from tests.consent.test_ledger import chose, told
from tests.consent.test_pictures import home_of
from tests.front import run
from tests.web.api.program import Program, token
from tests.web.conftest import served

Somebody = Callable[[], str]
INTEREST = (
    "{gdpr: 6.1.f, interest: {text: interest_statistics}, data: [email], "
    "balance: {text: balance_statistics, on: 2026-01-20, by: managing_director, review: 2030-01-20}}"
)
CUSTOMERS = "customers: {address: sale, offers: own_similar, objection: [at_collection, each_message], free: true}"
MET = tuple(word for one in CUSTOMER_CONDITIONS for word in ("--met", one))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose policy writes to customers, and tells from which age children consent."""
    place = home_of("maalerhus", tmp_path_factory.mktemp("customers") / "home")
    policy = (place / "policy.yaml").read_text("utf-8")
    signing, mail = "      - {gdpr: 6.1.a, law: [markedsforingsloven], given: by_signing_up}\n", "      senders: [maalerhus, varmestyring,"
    assert policy.count(signing) == policy.count(mail) == 1
    policy = policy.replace(signing, f"{signing}      - {INTEREST}\n").replace(mail, f"      {CUSTOMERS}\n{mail}")
    (place / "policy.yaml").write_text(f"{policy}\nchildren: {{consent_from: {{DK: 15, SE: 13}}}}\n", "utf-8")
    return place


def sold(place: Path, address: str, *met: str) -> str:
    """Record a sale on the command line."""
    done = run("consent", "sale", "--subject", f"email:{address}", "--purpose", "marketing", *met, "--home", place)
    assert done.code == 0, done.err
    return done.out


def test_a_customer_is_written_to_while_every_condition_is_recorded_and_they_have_not_said_no(shop: Path, somebody: Somebody) -> None:
    customer, other, stranger = somebody(), somebody(), somebody()
    sold(shop, customer, *MET)
    assert told(shop, customer) == (0, "yes (basis 6.1.f)")
    assert told(shop, customer, "--channel", "phone")[0] == 1
    assert "not_objected_then" in sold(shop, other, *MET[:-2])
    assert told(shop, other) == told(shop, stranger) == (1, "no: no consent (basis 6.1.a)")
    chose(shop, "object", customer)
    assert told(shop, customer) == (1, "no: objected (basis 6.1.a)")


def test_a_sale_counts_for_nothing_where_the_policy_does_not_speak_of_customers(folder: Path, somebody: Somebody) -> None:
    done = run("consent", "sale", "--subject", f"email:{somebody()}", "--purpose", "marketing", *MET, "--home", folder)
    assert (done.code, "no-customer-exception" in done.err) == (2, True)


def test_a_list_of_sales_is_recorded_whole_or_not_at_all(shop: Path, somebody: Somebody, tmp_path: Path) -> None:
    yes, no = somebody(), somebody()
    head, met = f"email,{','.join(CUSTOMER_CONDITIONS)}", ",".join(["yes"] * len(CUSTOMER_CONDITIONS))
    file = tmp_path / "sales.csv"
    for wrong, code in (
        (f"{head}\n{yes},{met}\n{no},perhaps{met[3:]}\n", "list-condition"),
        ("email,sale\na@b.example,yes\n", "list-conditions"),
    ):
        file.write_text(wrong, "utf-8")
        done = run("consent", "sales", file, "--purpose", "marketing", "--home", shop)
        assert (done.code, code in done.err) == (2, True), done.err
        assert told(shop, yes)[0] == 1
    file.write_text(f"{head}\n{yes},{met}\n{no},{met[:-3]}no\n", "utf-8")
    done = run("consent", "sales", file, "--purpose", "marketing", "--home", shop)
    assert " ".join(done.out.split()) == "1 all met 1 some not met"
    assert (told(shop, yes)[0], told(shop, no)[0]) == (0, 1)


def test_a_program_records_a_sale(shop: Path, somebody: Somebody) -> None:
    customer, halfway = somebody(), somebody()
    for site in served(shop):
        program = Program(site.url, token(site, "till", "letters:write"))
        head = {"Authorization": f"Bearer {program.secret}"}
        for who, met in ((customer, CUSTOMER_CONDITIONS), (halfway, CUSTOMER_CONDITIONS[1:])):
            body = {"purpose": "marketing", "email": who, "met": met}
            assert program.client.post("/letters/sale", json=body, headers=head).status_code == 200
        wrong = {"purpose": "marketing", "email": customer, "met": ["luck"]}
        assert program.client.post("/letters/sale", json=wrong, headers=head).status_code == 422
        program.client.close()
    assert (told(shop, customer)[0], told(shop, halfway)[0]) == (0, 1)


def test_a_child_consents_alone_from_the_age_of_the_country(shop: Path, somebody: Somebody) -> None:
    for country, age in (("DK", 15), ("SE", 13), ("IE", 16)):  # the policy tells two; elsewhere it is 16 (GDPR Art. 8(1))
        child, older = somebody(), somebody()
        chose(shop, "give", child, "--country", country, "--age", str(age - 1))
        chose(shop, "give", older, "--country", country, "--age", str(age))
        assert told(shop, child) == (1, "no: too young (basis 6.1.a)")
        assert told(shop, older)[0] == 0
        assert f'"age":{age}' not in run("consent", "check", "--subject", f"email:{older}", "--home", shop).out


def test_the_notice_tells_customers_so_in_every_language(shop: Path) -> None:
    for language, own in (
        ("da", "egne varer og tjenester, der ligner dem, du har købt"),
        ("sv", "egna varor och tjänster som liknar dem du har köpt"),
        ("nb", "egne varer og tjenester som ligner dem du har kjøpt"),
        ("en", "of our own that are like those you bought"),
    ):
        done = run("notice", "--home", shop, "--lang", language, "--format", "md")
        assert own in " ".join(done.out.split()), done.err


def test_the_check_finds_nothing_in_it(shop: Path) -> None:
    found = [one["code"] for one in run("check", "--home", shop, "--json").json["findings"]]
    assert not [code for code in found if code.startswith(("customers", "marketing"))]
