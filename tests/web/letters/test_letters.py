"""One reader from the form to the last letter: a yes that is proved, letters only while it counts, and one press to stop them all."""

import json
import re
from collections.abc import Callable

from tests.web.letters.conftest import URL, Letters, path_in, rows, text_of
from tests.web.site import found

Reader = Callable[[], str]


def told(out: str) -> dict[str, int]:
    """Read what is told of a sending."""
    return {why: int(number) for number, why in re.findall(r"^\s+(\d+)\s+(.+)$", out, re.MULTILINE)}


def may(letters: Letters, address: str, purpose: str = "marketing", *about: str) -> str:
    """Ask the gate on the command line, of one person, by standard input."""
    from tests.web.site import ombud

    return ombud(letters.site.home, "may", "-", purpose, *about, told=f"email:{address}\n").stdout.strip()


def test_one_reader_from_the_form_to_the_last_letter(letters: Letters, reader: Reader) -> None:
    address = reader()
    assert letters.sign_up(address).path == "/da/sent"
    asked = text_of(letters.to(address)[0])
    assert "Nyt" not in asked
    assert may(letters, address).startswith("no: no consent")
    assert letters.confirm(address).status == 200
    assert may(letters, address).startswith("yes (basis 6.1.a")
    (record,) = rows(letters.site.home, "SELECT record FROM consent_choicerow WHERE kind = 'given' ORDER BY leaf_id DESC LIMIT 1")
    said = json.loads(str(record[0]))
    assert (said["topics"], said["country"], said["method"]) == (["news", "insights"], "SE", "form")
    assert said["names"][-1] == "Målerhus Sverige AB (SE)"
    (shown,) = rows(letters.site.home, "SELECT text FROM consent_shownrow WHERE digest = ?", said["notice"])
    assert "Målerhus Sverige AB" in str(shown[0])
    assert told(letters.send())["sent"] >= 1
    letter = letters.to(address, 2)[1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = found(rf"^<{URL}(/letters/[A-Za-z0-9_-]+)>$", str(letter["List-Unsubscribe"]))
    answer = letters.site.visitor().client.post(way_out, data={"List-Unsubscribe": "One-Click"}, follow_redirects=False)
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (200, b"", False), "a mail program shows nobody a page"
    again = letters.site.visitor().client.post(way_out, data={"List-Unsubscribe": "One-Click"}, headers={"Accept": "text/html"})
    assert "<h1>" in again.text, "whoever reads pages is told, and may choose anew"
    assert may(letters, address).startswith("no: withdrawn")
    letters.send()
    assert len(letters.to(address, 2)) == 2


def test_a_link_that_is_looked_at_ends_nothing_and_one_press_ends_it(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader())
    letters.send()
    way_out = path_in(text_of(letters.to(address, 2)[1]), "letters")
    visitor = letters.site.visitor()
    for _ in range(3):
        assert visitor.client.get(way_out).status_code == 200
        assert visitor.client.head(way_out).status_code == 200
    assert visitor.client.post(way_out, data={"anything": "else"}).status_code == 400
    assert may(letters, address).startswith("yes")
    assert visitor.client.post(way_out, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert may(letters, address).startswith("no: withdrawn")


def test_nothing_is_looked_at_without_permission(letters: Letters, reader: Reader) -> None:
    plain, seen = letters.subscribed(reader()), letters.subscribed(reader(), **{"look-mail_profile": "on"})
    html = '<html><body><p>Se <a href="https://maalerhus.example/nyt?a=1&amp;b=2">nyt</a></p></body></html>'
    letters.send(html=html)
    bare, looked = (text_of(letters.to(one, 2)[1], "html") for one in (plain, seen))
    assert "<img" not in bare
    assert 'href="https://maalerhus.example/nyt?a=1&amp;b=2"' in bare
    pixel, click = path_in(looked, "open"), path_in(looked, "to")
    assert seen.split("@")[0] not in pixel + click
    phone = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", "X-Place-City": "Horsens", "X-Place-Country": "DK"}
    client = letters.site.visitor().client
    assert client.get(pixel, headers=phone).headers["content-type"] == "image/gif"
    assert client.get(click, follow_redirects=False).headers["location"] == "https://maalerhus.example/nyt?a=1&b=2"
    asked = "SELECT email, opens, place, device, clicks FROM consent_behaviourrow WHERE email = ?"
    assert rows(letters.site.home, asked, plain) == []
    assert rows(letters.site.home, asked, seen) == [(seen, 1, "Horsens, DK", "phone", '["https://maalerhus.example/nyt?a=1&b=2"]')]
    way_out = path_in(text_of(letters.to(seen, 2)[1]), "letters")
    client.post(way_out, data={"List-Unsubscribe": "One-Click"})
    assert client.get(pixel, headers=phone).status_code == 200
    assert client.get(click, follow_redirects=False).status_code == 302
    assert rows(letters.site.home, asked, seen) == []
    assert may(letters, seen, "mail_profile").startswith("no: withdrawn")
