"""Whoever has a letter chooses by its link: topics, country, permission to look, or nothing; what they gave then goes by the policy."""

from collections.abc import Callable

import pytest

from tests.web.letters.conftest import Letters, path_in, rows, text_of
from tests.web.letters.test_letters import may, told
from tests.web.site import found

Reader = Callable[[], str]


def centre(letters: Letters, address: str) -> str:
    """Send a newsletter, and give the path of the page to choose."""
    letters.send()
    return path_in(text_of(letters.to(address, 2)[1]), "da/letters")


def words(page: str) -> str:
    """Give the digest of the words on a page."""
    return found(r'name="notice" value="([0-9a-f]{64})"', page)


def test_a_yes_to_other_words_than_those_of_today_does_not_count_until_they_were_read(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader(), topics=["news"])
    page, client = centre(letters, address), letters.site.visitor().client
    more = {"topics": ["news", "insights"], "country": "SE"}
    old = client.post(page, data={**more, "notice": "0" * 64})
    assert (old.status_code, "ændret" in old.text) == (422, True)
    assert may(letters, address, "marketing", "--topic", "insights").startswith("no: other topic")
    assert client.post(page, data={**more, "notice": words(old.text)}).status_code == 200
    assert may(letters, address, "marketing", "--topic", "insights").startswith("yes")
    assert client.post(page, data={"country": "SE", "notice": "0" * 64}).status_code == 200  # to stop needs no words
    assert may(letters, address).startswith("no: withdrawn")


def test_a_reader_leaves_a_topic_and_moves_to_another_country(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader())
    page = centre(letters, address)
    client = letters.site.visitor().client
    shown = client.get(page)
    assert shown.status_code == 200
    assert "før du har bekræftet" not in shown.text  # here it counts at once
    assert client.post(page, data={"topics": ["insights"], "country": "NO", "notice": words(shown.text)}).status_code == 200
    before = len(letters.to(address))
    letters.send(topic="news")
    letters.send(topic="insights", sender="maalerhus-se")
    assert len(letters.to(address)) == before
    letters.send(topic="insights", sender="maalerhus-no")
    assert "Målerhus Norge AS" in str(letters.to(address, before + 1)[-1]["From"])


def test_one_press_stops_everything_and_nothing_ticked_is_a_withdrawal(letters: Letters, reader: Reader) -> None:
    for pressed in ({"none": "1"}, {"country": "SE"}):
        address = letters.subscribed(reader(), **{"look-mail_profile": "on"})
        page = centre(letters, address)
        assert may(letters, address, "mail_profile").startswith("yes")
        assert letters.site.visitor().client.post(page, data=pressed).status_code == 200
        assert may(letters, address).startswith("no: withdrawn")
        assert may(letters, address, "mail_profile").startswith("no: withdrawn")


def test_looking_is_allowed_and_taken_back_by_itself(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader())
    page, client = centre(letters, address), letters.site.visitor().client
    kept = {"topics": ["news"], "country": "SE", "notice": words(client.get(page).text)}
    assert may(letters, address, "mail_profile").startswith("no: refused")
    client.post(page, data={**kept, "look-mail_profile": "on"})
    assert may(letters, address, "mail_profile").startswith("yes")
    client.post(page, data=kept)
    assert may(letters, address, "mail_profile").startswith("no: withdrawn")
    assert may(letters, address).startswith("yes")


def test_the_last_letter_is_noted_at_the_yes_it_rests_on(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader())
    asked = "SELECT sent_on FROM consent_choicerow WHERE purpose = 'marketing' AND kind = 'given' ORDER BY leaf_id DESC LIMIT 1"
    assert rows(letters.site.home, asked) == [(None,)]
    letters.send()
    letters.to(address, 2)
    assert rows(letters.site.home, asked) != [(None,)]


def test_what_a_reader_gave_goes_when_they_have_left(letters: Letters, reader: Reader) -> None:
    address = letters.subscribed(reader())
    stays = letters.subscribed(reader())
    letters.site.visitor().client.post(centre(letters, address), data={"none": "1"})
    plan = letters.site.command("sweep")
    assert "ombud.subscribers" in plan
    number = next(word for line in plan.splitlines() if "--carry-out" in line for word in line.split()[-1:])
    letters.site.command("sweep", "--carry-out", number)
    listed = [str(one[0]) for one in rows(letters.site.home, "SELECT email FROM consent_subscriberrow")]
    assert (address in listed, stays in listed) == (False, True)
    assert may(letters, address).startswith("no: ")


def test_a_letter_outside_the_policy_is_not_sent(letters: Letters, reader: Reader) -> None:
    from tests.web.site import ombud

    address = letters.subscribed(reader())
    (letters.site.home / "text.txt").write_text("Nyt")
    about = ("letters", "send", "--purpose", "marketing", "--subject", "Nyt", "--text", str(letters.site.home / "text.txt"))
    for wrong, code in (
        (("--topic", "gossip", "--sender", "maalerhus"), "unknown-topic"),
        (("--topic", "news", "--sender", "somebody"), "unknown-sender"),
        (("--sender", "maalerhus"), "campaign-topic"),
        (("--topic", "news"), "campaign-sender"),
    ):
        done = ombud(letters.site.home, *about, *wrong)
        assert (done.returncode, code in done.stderr) == (2, True), done.stderr
    assert len(letters.to(address)) == 1
    counts = told(letters.send(sender="maalerhus-at"))
    assert counts.get("sent", 0) == 0
    assert counts["other sender"] >= 1


@pytest.mark.parametrize("how", ["object", "withdraw", "suppress"])
def test_a_no_to_marketing_ends_the_profile_made_for_it_at_once(letters: Letters, reader: Reader, how: str) -> None:
    leaves, stays = (letters.subscribed(reader(), **{"look-mail_profile": "on"}) for _ in range(2))
    letters.send(html='<p><a href="https://maalerhus.example/">nyt</a></p>')
    for one in (leaves, stays):
        pixel = path_in(text_of(letters.to(one, 2)[1], "html"), "open")
        assert letters.site.visitor().client.get(pixel).status_code == 200
    seen = "SELECT email FROM consent_behaviourrow WHERE email IN (?, ?) ORDER BY email"
    assert len(rows(letters.site.home, seen, leaves, stays)) == 2
    about = () if how == "suppress" else ("--purpose", "marketing")
    letters.site.command("consent", how, "--subject", "-", *about, told=f"email:{leaves}\n")
    assert rows(letters.site.home, seen, leaves, stays) == [(stays,)]
    assert may(letters, leaves, "mail_profile").startswith("no: ")
    assert may(letters, stays, "mail_profile").startswith("yes")


def test_a_link_in_a_letter_that_is_out_opens_after_the_key_of_the_desks_was_renewed(letters: Letters, reader: Reader) -> None:
    page = centre(letters, letters.subscribed(reader()))
    letters.site.command("keys", "renew", "desk")
    assert letters.site.visitor().see(page).status == 200
