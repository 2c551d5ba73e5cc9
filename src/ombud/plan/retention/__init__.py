"""Retention: what is due on a day, and the steps that let it go (GDPR Art. 5(1)(e))."""
