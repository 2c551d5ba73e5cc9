"""The form to sign up, and the one to choose: the fields are those that the policy declares, and nothing is ticked beforehand."""

from __future__ import annotations

from typing import Any

from django import forms

from ombud.consent.subscribing.choosing import Chosen
from ombud.consent.subscribing.offer import Offer
from ombud.execute.languages import language_pack
from ombud.notices.language import capital
from ombud.policy.model import Language
from ombud.web.words import say

OTHER = "other"
_COMPLETE = {"email": "email", "name": "name", "phone": "tel", "company": "organization", "postcode": "postal-code"}
_LONGEST = 200


class ChoicesForm(forms.Form):
    """What letters are about, from where, and what may be looked at; and the digest of the words beside it."""

    notice = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, lang: Language, offer: Offer, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.lang, self.offer = lang, offer
        if offer.topics:
            self.fields["topics"] = self._topics(required=True)
        for one in offer.tracking:
            if one.name != offer.name:
                label = say(lang, "letters.look", what=one.told)
                self.fields[f"look-{one.name}"] = forms.BooleanField(label=label, required=False)

    def _topics(self, *, required: bool) -> forms.Field:
        boxes = forms.CheckboxSelectMultiple()
        choices = [(one, capital(said)) for one, said in self.offer.topics]
        return forms.MultipleChoiceField(label=say(self.lang, "letters.topics"), choices=choices, widget=boxes, required=required)

    def _country(self, *, required: bool) -> forms.Field:
        choices = [("", ""), *self.offer.countries, (OTHER, say(self.lang, "letters.other_country"))]
        return forms.ChoiceField(label=capital(language_pack(self.lang).data["country"]), choices=choices, required=required)

    def country(self) -> str:
        """Give the country that decides who sends."""
        chosen = str(self.cleaned_data.get("country", ""))
        return "" if chosen == OTHER else chosen

    def topics(self) -> tuple[str, ...]:
        """Give the topics chosen."""
        return tuple(self.cleaned_data.get("topics", ()))

    def looks(self) -> tuple[str, ...]:
        """Name what may be looked at."""
        return tuple(one.name for one in self.offer.tracking if self.cleaned_data.get(f"look-{one.name}"))


class SignUpForm(ChoicesForm):
    """The form to sign up: the data that the policy declares for it."""

    def __init__(self, lang: Language, offer: Offer, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(lang, offer, *args, **kwargs)
        for one in offer.asks:
            self.fields[one] = self._field(one)
        self.order_fields([*offer.asks, "topics"])

    def _field(self, datum: str) -> forms.Field:
        label, needed = capital(language_pack(self.lang).data.get(datum, datum)), datum in self.offer.needed
        widget = {"autocomplete": _COMPLETE[datum]} if datum in _COMPLETE else {}
        match datum:
            case "email":
                return forms.EmailField(label=label, max_length=254, widget=forms.EmailInput(attrs=widget))
            case "country":
                return self._country(required=needed)
            case "language":
                return forms.ChoiceField(label=label, choices=self._languages(), required=needed, initial=self.lang)
            case _:
                return forms.CharField(label=label, max_length=_LONGEST, required=needed, widget=forms.TextInput(attrs=widget))

    def _languages(self) -> list[tuple[str, str]]:
        from ombud.web.serving import home

        return [(one, say(one, f"language.{one}")) for one in home().policy.policy.languages.publish]

    def given(self) -> dict[str, str]:
        """Give the data given, beside what is kept in a place of its own."""
        apart = {"email", "country", "language"}
        return {one: str(self.cleaned_data[one]) for one in self.offer.asks if one not in apart and self.cleaned_data.get(one)}


class CentreForm(ChoicesForm):
    """The form of whoever has a letter: what counts today is filled in, and without a topic nothing is sent."""

    def __init__(self, lang: Language, offer: Offer, counts: Chosen, notice: str, *args: Any) -> None:  # noqa: ANN401 - Django's own arguments
        looks = {f"look-{one}": True for one in counts.tracking}
        topics = list(counts.topics) if counts.listed else []
        super().__init__(lang, offer, *args, initial={"topics": topics, "country": counts.country or OTHER, "notice": notice, **looks})
        if offer.topics:
            self.fields["topics"] = self._topics(required=False)
        if "country" in offer.asks:
            self.fields["country"] = self._country(required=True)
        self.order_fields(["topics", "country"])

    def wanted(self) -> Chosen:
        """Give what is wanted from now on."""
        return Chosen(bool(self.topics()) or not self.offer.topics, self.topics(), self.country(), self.looks())
