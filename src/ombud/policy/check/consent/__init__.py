"""Consent as a policy tells it: given by an act, proved for a while (GDPR Art. 7)."""

from ombud.policy.check.consent import given, proof

CHECKS = (*given.CHECKS, *proof.CHECKS)
