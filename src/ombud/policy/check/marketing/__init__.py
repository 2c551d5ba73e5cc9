"""Marketing: who sends it, what is tracked of it, what is read out of it (GDPR Art. 21, ePrivacy Directive Art. 5(3), 13)."""

from ombud.policy.check.marketing import profiling, sending

CHECKS = (*sending.CHECKS, *profiling.CHECKS)
