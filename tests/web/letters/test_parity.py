"""Taking a yes back takes no more presses than giving it, wherever it was given (GDPR Art. 7(3)); counted in a browser."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.web.letters.conftest import Letters, path_in, text_of
from tests.web.letters.test_letters import may
from tests.web.letters.test_pages import browser

__all__ = ["browser"]  # a fixture

Reader = Callable[[], str]


@dataclass
class Hand:
    """Somebody at a browser, and how often they pressed."""

    page: Page
    letters: Letters
    presses: int = 0

    def press(self, what: str) -> None:
        """Press something on the page, and wait for the next page where it sends a form."""
        self.presses += 1
        self.page.click(what)
        self.page.wait_for_load_state()

    def follow(self, text: str, *where: str) -> None:
        """Press a link in a letter."""
        self.presses += 1
        self.page.goto(f"{self.letters.site.url}{path_in(text, *where)}")

    def counted(self) -> int:
        """Tell how often they pressed, and count anew."""
        told, self.presses = self.presses, 0
        return told


@pytest.fixture
def hand(letters: Letters, browser: Browser) -> Hand:
    return Hand(browser.new_page(), letters)


def test_letters_are_stopped_by_fewer_presses_than_they_were_asked_for_by(letters: Letters, hand: Hand, reader: Reader) -> None:
    address = reader()
    hand.page.goto(f"{letters.site.url}/da/subscribe/marketing")
    hand.page.fill("[name=email]", address)
    hand.page.fill("[name=name]", "Læser")
    hand.page.select_option("[name=country]", "SE")
    hand.press("[name=topics][value=news]")
    hand.press("main form button[type=submit]")
    hand.follow(text_of(letters.to(address)[0]), "subscribed")
    hand.press("main form button")
    assert may(letters, address).startswith("yes")
    given = hand.counted()
    letters.send()
    hand.follow(text_of(letters.to(address, 2)[1]), "letters")
    hand.press("main form button")
    assert may(letters, address).startswith("no: withdrawn")
    assert hand.counted() <= given


@pytest.mark.parametrize("what", ["[name=look-mail_profile]", "[name=topics][value=insights]"], ids=["to be watched", "a topic"])
def test_a_box_is_unticked_by_as_many_presses_as_it_was_ticked_by(letters: Letters, hand: Hand, reader: Reader, what: str) -> None:
    address = letters.subscribed(reader(), topics=["news"])
    asked = ("mail_profile",) if "look" in what else ("marketing", "--topic", "insights")
    letters.send()
    text, counted = text_of(letters.to(address, 2)[1]), []
    for answer in ("yes", "no"):
        hand.follow(text, "da/letters")
        hand.press(what)
        hand.press("main form:last-of-type button")
        assert may(letters, address, *asked).startswith(answer)
        counted.append(hand.counted())
    assert counted[1] <= counted[0]


def test_one_press_on_the_page_to_choose_stops_everything(letters: Letters, hand: Hand, reader: Reader) -> None:
    address = letters.subscribed(reader(), **{"look-mail_profile": "on"})
    letters.send()
    hand.follow(text_of(letters.to(address, 2)[1]), "da/letters")
    hand.counted()
    hand.press("[name=none]")
    assert [may(letters, address, purpose)[:2] for purpose in ("marketing", "mail_profile")] == ["no", "no"]
    assert hand.counted() == 1
