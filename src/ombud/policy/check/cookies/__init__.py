"""Cookies: each listed for what it is, none but the necessary before a choice (ePrivacy Directive Art. 5(3))."""

from ombud.policy.check.cookies import asked, listed

CHECKS = (*listed.CHECKS, *asked.CHECKS)
