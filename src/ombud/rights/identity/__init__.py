"""Who asks: a ladder of proofs, never more than the data warrant (GDPR Art. 12(6), 5(1)(c))."""
