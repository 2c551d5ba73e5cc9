"""Consent as a desk: the ledger that proves each choice, the gate, the list of those who are not to be contacted (GDPR Art. 7)."""
