"""Subscribing: a form made from the policy, a mail that asks to confirm, and the choices of whoever has a letter (GDPR Art. 7)."""
