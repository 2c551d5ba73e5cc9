"""The forms of the centre: they ask for no more than is needed to begin."""

from __future__ import annotations

from typing import Any

from django import forms

from ombud.execute.languages import language_pack
from ombud.plan.rights.wish import rests_on
from ombud.policy.model import Language, Policy
from ombud.rights.cases.receive import marketing
from ombud.web.words import say

_LONGEST = 4000


class AskForm(forms.Form):
    """A request: an address to answer to, and what the right itself needs."""

    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def __init__(self, lang: Language, right: str, policy: Policy, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["email"].label = say(lang, "form.email")
        if right == "rectify":
            self.fields["datum"] = forms.ChoiceField(label=say(lang, "form.datum"), choices=_data(lang, policy))
            self.fields["value"] = forms.CharField(label=say(lang, "form.value"), max_length=500)
        if choices := _purposes(lang, right, policy):
            self.fields["purpose"] = forms.ChoiceField(label=say(lang, f"form.purpose_{right}"), choices=choices, required=False)
        if right in {"object", "automation", "complaint", "restrict"}:
            area = forms.Textarea(attrs={"rows": 5})
            self.fields["wish"] = forms.CharField(
                label=say(lang, f"form.wish_{right}"), max_length=_LONGEST, widget=area, required=right == "complaint"
            )

    def changes(self) -> dict[str, str]:
        """Give what is to be corrected."""
        given = self.cleaned_data
        return {given["datum"]: given["value"]} if "datum" in given else {}


class LinkForm(forms.Form):
    """An address to send a link to."""

    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def __init__(self, lang: Language, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["email"].label = say(lang, "form.email")


def _purposes(lang: Language, right: str, policy: Policy) -> list[tuple[str, str]]:
    """List what may be withdrawn or objected to by itself; the first choice is everything, or something else."""
    names = language_pack(lang).activities
    if right == "withdraw":
        named = [name for name, one in policy.activities.items() if rests_on(one) == "6.1.a"]
    elif right == "object":
        named = list(marketing(policy))
    else:
        return []
    return [("", say(lang, f"form.none_{right}")), *((name, names.get(name, name)) for name in named)]


def _data(lang: Language, policy: Policy) -> list[tuple[str, str]]:
    names = language_pack(lang).data
    return [(datum, names.get(datum, datum)) for datum, facts in policy.data.items() if not facts.free_text]
