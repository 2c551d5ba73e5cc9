"""Addresses, names and text of mail in every form it comes in."""

import random
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ombud.plan.model import Matching
from ombud.policy.spelling import folded
from ombud.systems.mailbox.header import decoded, fields, mailboxes
from ombud.systems.mailbox.message import Found, Letter, received
from ombud.systems.mailbox.selection import rules_out
from ombud.systems.mailbox.text import body, mentioned, plain

STORED = datetime(2024, 5, 1, tzinfo=UTC)
FORMS = {
    "bo@elv.example": [("", "bo@elv.example")],
    "Bo Elv <bo@elv.example>": [("Bo Elv", "bo@elv.example")],
    '"Elv, Bo" <bo@elv.example>, ib@elv.example': [("Elv, Bo", "bo@elv.example"), ("", "ib@elv.example")],
    "bo@elv.example (Bo Elv)": [("Bo Elv", "bo@elv.example")],
    "=?utf-8?B?QsO4LCBJYg==?= <bo@elv.example>": [("Bø, Ib", "bo@elv.example")],
    "Venner: bo@elv.example, Ib <ib@elv.example>;, jo@elv.example": [
        ("", "bo@elv.example"),
        ("Ib", "ib@elv.example"),
        ("", "jo@elv.example"),
    ],
    "undisclosed-recipients:;": [],
    '"bo elv"@elv.example': [("", '"bo elv"@elv.example')],
    '"ib@elv.example" <bo@elv.example>': [("ib@elv.example", "bo@elv.example")],
    "<@vej.example,@sti.example:bo@elv.example>": [("", "bo@elv.example")],
    "bo@elv.example; ib@elv.example": [("", "bo@elv.example"), ("", "ib@elv.example")],
    "bo@elv.example ib@elv.example": [("", "bo@elv.example"), ("", "ib@elv.example")],
    '"Bo <bo@elv.example>': [('"Bo', "bo@elv.example")],
    "Bo <bo@elv.example": [("Bo", "bo@elv.example")],
    "=?utf-8?Q?Bo_<bo=40elv.example>?=": [("Bo", "bo@elv.example")],
    "børge@ærø.example": [("", "børge@ærø.example")],
    "=?utf-8?q?b=C3=B8rge?=@elv.example": [("", "børge@elv.example")],
    "=?utf-8?q?B=C3=B8rge?= <=?utf-8?q?b=C3=B8rge?=@elv.example>": [("Børge", "børge@elv.example")],
    "=?utf-8?b?YsO4?= =?utf-8?q?rge?=@elv.example": [("", "børge@elv.example")],
    "=?utf-8?q?ib=40elv.example=2Cbo?=@elv.example": [("", "=?utf-8?q?ib=40elv.example=2Cbo?=@elv.example")],
    "Bo <bo@elv.example> Ib <ib@elv.example>": [("Bo", "bo@elv.example"), ("Ib", "ib@elv.example")],
    "Bo <>": [],
    "": [],
}


@pytest.mark.parametrize(("text", "expected"), FORMS.items())
def test_an_address_is_read_in_every_form(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(mailboxes(text)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bo@Elv.EXAMPLE", "bo@elv.example"),
        ("bo@xn--r-3fa9c.example", "bo@ærø.example"),
        ("BØRGE@ÆRØ.example", "børge@ærø.example"),
        ("bjo\u0308rn@elv.example", "bj\u00f6rn@elv.example"),
        ("bo@elv.example.", "bo@elv.example"),
    ],
)
def test_spellings_of_one_address_are_equal(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_letters_split_over_two_encoded_words_are_joined() -> None:
    halves = [b64encode(half).decode() for half in (b"Sm\xc3", b"\xb8r")]
    assert decoded(f"=?utf-8?b?{halves[0]}?= =?utf-8?b?{halves[1]}?= og =?latin1?q?br=F8d?=") == "Smør og brød"


def test_a_broken_encoded_word_is_read_as_far_as_it_goes() -> None:
    assert decoded("=?klingon?q?x=F8?= =?utf-8?b?A?=") == "xøA"


# the standard library, which writes the headers here, loses letters and addresses around a name that holds `=?`
NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(lambda name: "=?" not in name)
PEOPLE = st.lists(st.tuples(NAMES, st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9})?@[a-z]{2,9}\.example", fullmatch=True)), min_size=1, max_size=6)


@given(PEOPLE, st.sampled_from([SMTP, SMTPUTF8]))
def test_what_a_mail_program_writes_is_read_back(people: list[tuple[str, str]], policy: EmailPolicy) -> None:
    message = EmailMessage(policy=policy)
    message["To"] = [Address(name, addr_spec=address) for name, address in people]
    written = message.as_bytes()
    # folding a long line, it now and then puts an address into an encoded word, which no header may hold (RFC 2047 §5)
    assume(all(f"<{address}>".encode() in written for _, address in people))
    letter = Letter(Found("INBOX", "1", written, STORED, 0), ())
    assert letter.correspondents == tuple(dict.fromkeys(address for _, address in people))


@given(st.binary(max_size=400))
@example(b'From: "' + b"\\" * 99)
@example(b"From: (((((((<<<<<::::;;;;,,,,")
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    letter = Letter(Found("INBOX", "1", raw, STORED, len(raw), raw), ("elv.example",))
    for column in ("correspondents", "names", "subject", "body", "attachments"):
        assert isinstance(letter(column), tuple | str)


PIECES = ["a@b.example", "c@d.example", "<", ">", ",", "\r\n ", '"', "=?utf-8?q?e=40f.example?=", "=?utf-8?b?ZUBmLmV4YW1wbGU=?=", "(x)"]
HIDDEN = [
    "=?utf-8?q?g@=68=65re.example?=",
    "g@xn--r-3fa9c.example",
    "g@\xc6R\xd8.example",
    "G@FAR.Example",
    "=?latin1?Q?g@=E6r=F8.example?=",
]


@given(st.lists(st.sampled_from(PIECES + HIDDEN), max_size=9).map("".join))
def test_no_header_is_passed_over_in_which_somebody_is_named(text: str) -> None:
    head = b"To: " + text.encode() + b"\r\n"
    for address in Letter(Found("INBOX", "1", head, STORED, 0), ()).correspondents:
        assert not rules_out(Matching(("correspondents",), ((address,),), fold=True))(head)


def test_a_header_without_a_word_of_the_address_is_passed_over() -> None:
    sought = rules_out(Matching(("correspondents",), (("bo@elv.example",),), fold=True))
    assert sought(b"To: Jo <jo@fjell.example>, =?utf-8?q?Bj=C3=B8rn?= <b@fjell.example>\r\n")
    assert not sought(b"To: jo@fjell.example, BO@ELV.example\r\n")


@given(
    st.lists(
        st.sampled_from(['"', "<", ">", "(", ")", ",", ";", ":", "\\", " ", "=?utf-8?q?", "?=", "a@b.example", "c@d.example"]), max_size=25
    )
)
def test_no_disorder_hides_an_address_outside_quotes_and_comments(pieces: list[str]) -> None:
    if not set(pieces) & {'"', "(", "\\", "<", "=?utf-8?q?"}:
        found = {address for _, address in mailboxes(" ".join(pieces))}
        assert found == {piece for piece in pieces if "@" in piece}


@pytest.mark.parametrize("piece", ['"', "(", "<", "(a", "a@", "@", "=?a?q?", "\\", "a", "<>", "<a>x"])
def test_a_crafted_header_takes_no_more_than_linear_time(piece: str) -> None:
    begun = time.process_time()
    assert len(list(mailboxes(piece * 50_000))) <= 50_000
    assert time.process_time() - begun < 5


@given(st.randoms(use_true_random=False))
def test_lines_without_sense_hide_no_field(shuffle: random.Random) -> None:
    lines = [b"To: a@b.example", b"no field", b": nameless", b"Cc: c@d.example,", b" e@f.example", b"\xff\xfe"]
    blocks = [lines[0], lines[1], lines[2], b"\r\n".join(lines[3:5]), lines[5]]
    shuffle.shuffle(blocks)
    found = dict(fields(b"\r\n".join(blocks)))
    assert found["to"] == "a@b.example"
    assert found["cc"].split() == ["c@d.example,", "e@f.example"]


def test_own_domains_and_those_below_are_nobody_outside() -> None:
    head = b"From: a@hus.example\r\nTo: b@post.HUS.example, c@byhus.example\r\nBcc: d@elv.example\r\nReply-To: e@elv.example\r\n"
    letter = Letter(Found("INBOX", "1", head, STORED, 0), ("hus.example",))
    assert letter.correspondents == ("c@byhus.example", "d@elv.example", "e@elv.example")


def test_whoever_a_message_was_passed_on_to_has_it_too() -> None:
    head = b"From: post@hus.example\r\nTo: c@byhus.example\r\nResent-From: post@hus.example\r\nResent-To: Dora <d@elv.example>\r\n"
    letter = Letter(Found("INBOX", "1", head, STORED, 0), ("hus.example",))
    assert letter.correspondents == ("c@byhus.example", "d@elv.example")


def test_the_newest_received_line_tells_when_a_message_came() -> None:
    newest = b"Received: from a by b; Wed, 24 Apr 2024 23:30:00 +0200\r\n"
    head = newest + b"Received: from c by a; Tue, 23 Apr 2024 10:00:00 +0000\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n"
    assert received(fields(head), STORED) == datetime(2024, 4, 24, 21, 30, tzinfo=UTC)


def test_a_message_never_came_after_it_was_stored() -> None:
    assert received(fields(b"Date: Fri, 1 Jan 2055 10:00:00 +0000\r\n"), STORED) == STORED


@pytest.mark.parametrize("date", [b"in spring", b"", b"Fri, 99 Foo 2024 99:99:99 +9999", b"1 Jan 99999999999 0:0:0 +0000"])
def test_a_garbled_date_falls_back_to_when_it_was_stored(date: bytes) -> None:
    assert received(fields(b"Date: " + date + b"\r\nSubject: x\r\n"), STORED) == STORED


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2024, 4, 29)), st.integers(-720, 720))  # noqa: DTZ001 - the zone is drawn apart
def test_a_date_is_read_in_its_own_zone(moment: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    head = f"Date: {moment:%d %b %Y %H:%M:%S} {sign}{hours:02}{rest:02}\r\n".encode()
    assert received(fields(head), STORED) == moment.replace(tzinfo=UTC, microsecond=0) - timedelta(minutes=minutes)


def test_html_is_read_as_text_with_its_mail_links() -> None:
    html = '<style>b{}</style><p>Hej <b>B</b>o<br>&aelig;<a href="mailto:bo@elv.example?subject=x">skriv</a><script>ib</script>'
    assert plain(html).split() == ["Hej", "Bo", "æ", "mailto:bo@elv.example?subject=x", "skriv"]


@pytest.mark.parametrize("html", ["<![foo", "<!DOCTYPE", "<a href=", "&#xFFFFFFFF;", "<" * 5000])
def test_broken_html_is_text_all_the_same(html: str) -> None:
    assert "hej" in plain(f"hej {html}")


def test_an_attached_message_is_part_of_the_text() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "Bo <bo@elv.example>", "=?utf-8?q?=C3=86rligt?="
    inner.set_content("indre")
    outer.set_content("ydre")
    outer.add_attachment(inner)
    assert all(each in body(outer.as_bytes()) for each in ("ydre", "indre", "bo@elv.example", "Ærligt"))


@pytest.mark.parametrize("around", ["{}", "<{}>", "'{}'", "skriv til {}.", "http://x.example/?to={}&x=1", "mailto:{}?a=b", "({})", "-{}"])
def test_an_address_is_mentioned_whatever_stands_around_it(around: str) -> None:
    assert mentioned(["Bo@Elv.example"], around.format("bo@elv.EXAMPLE"))


@pytest.mark.parametrize("text", ["jambo@elv.example", "bo@elv.example.com", "per.bo@elv.example", "bo@elv.examples", "bo @elv.example"])
def test_another_address_is_no_mention(text: str) -> None:
    assert not mentioned(["bo@elv.example"], text)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [("Bo", "Bornholm", False), ("holm", "Bornholm", False), ("Bo Elv", "hej bo\r\n elv!", True), ("", "x", False)],
)
def test_a_name_is_mentioned_at_word_bounds(name: str, text: str, expected: bool) -> None:
    assert bool(mentioned([name], text)) == expected
