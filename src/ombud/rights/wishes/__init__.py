"""A wish of a person: planned, shown, carried out, and continued after an interruption (GDPR Art. 12, 15–22)."""
