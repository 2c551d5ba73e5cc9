"""Consent as a decision: what a person's choices come to, and whether something may be done."""
