"""A home that signs its letters: a receiver accepts what came and nothing else, whatever kind of letter it is (RFC 8058 §4)."""

from collections.abc import Callable

import pytest

from tests.servers.dkim import received
from tests.web.letters.conftest import SIGNED_BY, Letters
from tests.web.site import found

Reader = Callable[[], str]
WAYS_OUT = {"list-unsubscribe", "list-unsubscribe-post"}


def looked_at(letters: Letters, message: bytes) -> tuple[str, list[str]]:
    """Give what a receiver says of the one signature of a letter."""
    (told,) = received(message, SIGNED_BY, letters.record)
    return told


@pytest.fixture
def newsletter(letters: Letters, reader: Reader) -> bytes:
    """A newsletter as the mail server took it."""
    address = letters.subscribed(reader())
    letters.send(html="<p>Nyt om målere.</p>")
    return letters.raw(address, 2)[1]


def test_the_signature_covers_both_ways_out(letters: Letters, newsletter: bytes) -> None:
    result, fields = looked_at(letters, newsletter)
    assert result == "pass"
    assert set(fields) >= WAYS_OUT | {"from", "to", "subject", "date", "message-id", "mime-version", "content-type"}


@pytest.mark.parametrize(
    ("here", "there", "result"),
    [
        (b"\nList-Unsubscribe: <https://", b"\nList-Unsubscribe: <https://other.", "fail"),
        (b"\nList-Unsubscribe-Post: List-Unsubscribe=One-Click", b"\nList-Unsubscribe-Post: List-Unsubscribe=Two-Clicks", "fail"),
        (b"\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r", b"\nX-Nothing: here\r", "fail"),
        (b"\nSubject: ", b"\nSubject: Re: ", "fail"),
        (b"\nFrom: ", b"\nFrom: Somebody <else@other.example>\r\nFrom: ", "fail"),
        (b"Nyt om", b"Alt om", "neutral"),
    ],
)
def test_a_letter_that_was_altered_is_not_accepted(letters: Letters, newsletter: bytes, here: bytes, there: bytes, result: str) -> None:
    assert newsletter.count(here) >= 1
    assert looked_at(letters, newsletter.replace(here, there))[0] == result


def test_a_letter_of_a_case_is_signed_too(letters: Letters, reader: Reader) -> None:
    address, asks, client = reader(), "/da/ask/access", letters.site.visitor().client
    token = found(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(asks).text)
    by_hand = {"Cookie": f"csrftoken={client.cookies['csrftoken']}"}  # the cookie is for https, which a proxy would bring
    assert client.post(asks, data={"csrfmiddlewaretoken": token, "email": address}, headers=by_hand).url.path == "/da/sent"
    result, fields = looked_at(letters, letters.raw(address)[0])
    assert (result, fields[:2], WAYS_OUT & set(fields)) == ("pass", ["from", "to"], set())
