"""What a provider says of a person, held against what our systems hold: only the method, the time and the result stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ombud.plan.reach import Identified, fold
from ombud.rights.cases.states import enter
from ombud.rights.identity import ladder
from ombud.rights.identity.oidc.provider import Provider
from ombud.rights.models import CaseRow, ProofRow
from ombud.store.home import Home


def judge(home: Home, case: CaseRow, provider: Provider, claims: Mapping[str, Any], at: datetime) -> bool:
    """Take a sign-in as proof if one of its claims is an identifier that our systems hold for whom the case is about."""
    proved = bool(_said(home, provider, claims) & ladder.identifiers_on_file(home, case))
    if proved:
        ladder.decide(home, case, ladder.Shown("oidc", "proved"), "subject", at)
    else:
        with transaction.atomic():
            ProofRow.objects.create(case=case, method="oidc", asked_at=at, decided_at=at, result="failed", by="subject")
            enter(case, "identity_failed", "subject", at, "oidc")
    return proved


def _said(home: Home, provider: Provider, claims: Mapping[str, Any]) -> set[Identified]:
    """Tell which identifiers the claims are; an e-mail address only if the provider has verified it."""
    scene = home.scene()
    given = {claim: claims[claim] for claim in provider.claims if isinstance(claims.get(claim), str)}
    if claims.get("email_verified") is not True:
        given.pop("email", None)
    return {(kind, fold(kind, given[claim], scene)) for claim, kind in provider.claims.items() if claim in given}
