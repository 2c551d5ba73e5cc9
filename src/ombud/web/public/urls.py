"""The addresses of the privacy centre; the language stands in the address, a person never does."""

from __future__ import annotations

from django.urls import include, path, register_converter

from ombud.web.public import asking, reading
from ombud.web.public.my import identity, mine, own
from ombud.web.words import LANGUAGES


class LanguageConverter:
    """One of the languages we speak."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        """Give the language."""
        return value

    def to_url(self, value: str) -> str:
        """Give the language."""
        return value


register_converter(LanguageConverter, "lang")

urlpatterns = [
    path("", include("ombud.web.public.consent.urls")),
    path("", reading.door, name="door"),
    path("health", reading.health, name="health"),
    path("<lang:lang>/", reading.centre, name="centre"),
    path("<lang:lang>/notice", reading.notice, name="notice"),
    path("<lang:lang>/ask/", asking.rights, name="rights"),
    path("<lang:lang>/ask/<slug:right>", asking.ask, name="ask"),
    path("<lang:lang>/sent", asking.sent, name="sent"),
    path("<lang:lang>/link", asking.link, name="link"),
    path("<lang:lang>/key/<str:secret>", asking.key, name="key"),
    path("my/<lang:lang>/", own.own, name="own"),
    path("my/<lang:lang>/data.zip", own.export, name="own-export"),
    path("my/<lang:lang>/stop", own.stop, name="own-stop"),
    path("my/<lang:lang>/change", own.change, name="own-change"),
    path("my/<lang:lang>/erase", own.erase, name="own-erase"),
    path("my/<lang:lang>/case", mine.case, name="case"),
    path("my/<lang:lang>/answer.zip", mine.answer, name="answer"),
    path("my/<lang:lang>/identity/code", identity.ask_code, name="identity-code"),
    path("my/<lang:lang>/identity/enter", identity.enter_code, name="identity-enter"),
    path("my/<lang:lang>/identity/document", identity.document, name="identity-document"),
    path("my/<lang:lang>/identity/sign-in", identity.sign_in, name="identity-sign-in"),
    path("my/signed-in", identity.signed_in, name="identity-back"),
    path("my/<lang:lang>/leave", mine.leave, name="leave"),
    path("", include("ombud.web.public.consent.letters.urls")),
]
