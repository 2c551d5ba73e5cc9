"""How consent to cookies is asked for: before, by category, refused and withdrawn as easily as given (GDPR Art. 7)."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.policy.check.cookies.listed import of_list, with_cookies
from ombud.policy.check.look import Look
from ombud.policy.finding import Finding, Path
from ombud.policy.model import Activity, Asked, Cookies

_CONSENT = "ePrivacy Directive Art. 5(3)"


def asked(look: Look) -> Iterator[Finding]:
    """Report cookies nobody is asked about, and questions that are not fair ones."""
    for name, activity, cookies in with_cookies(look):
        path = ("activities", name, "cookies", "asked")
        chosen = {str(cookie.category) for cookie in of_list(cookies)} - {"necessary"}
        if cookies.asked is None and chosen:
            yield look.error("cookie-choice-unasked", path, _CONSENT, categories=tuple(sorted(chosen)))
        if cookies.asked:
            yield from _choices(look, path, cookies.asked, chosen)
            yield from _withdrawal(look, path, cookies.asked)
            yield from _logged(look, path, activity, cookies)


def _choices(look: Look, path: Path, said: Asked, chosen: set[str]) -> Iterator[Finding]:
    if "reject" not in said.choices:
        yield look.error("cookie-reject-missing", (*path, "choices"), _CONSENT)
    if len(chosen) > 1 and "each_category" not in said.choices:
        yield look.error("cookie-choice-bundled", (*path, "choices"), "GDPR Art. 7(4)", categories=tuple(sorted(chosen)))


def _withdrawal(look: Look, path: Path, said: Asked) -> Iterator[Finding]:
    """Report a choice that only the browser's settings undo: withdrawing must be as easy as giving (GDPR Art. 7(3))."""
    if isinstance(said.withdraw, tuple) and not set(said.withdraw) - {"browser"}:
        yield look.error("cookie-withdrawal-hard", (*path, "withdraw"), "GDPR Art. 7(3)")


def _logged(look: Look, path: Path, activity: Activity, cookies: Cookies) -> Iterator[Finding]:
    """Report data that are noted with the choice and not among the data of the activity: the proof of consent is data too."""
    logs = cookies.asked.logs if cookies.asked else ()
    for datum in sorted(set(logs) - set(activity.data)):
        yield look.error("cookie-log-untold", (*path, "logs"), "GDPR Art. 5(1)(a)", datum=datum)


CHECKS = (asked,)
