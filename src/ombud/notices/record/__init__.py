"""The record of processing activities: its cells, and the record as a document, as lines and as data (GDPR Art. 30)."""
