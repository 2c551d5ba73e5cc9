"""The ledger: choices recorded, what was shown to those who chose, and all of it signed (GDPR Art. 7(1))."""
