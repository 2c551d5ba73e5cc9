"""Versions of a policy: its facts one by one, its canonical text, and what the change from one to another means."""
