"""Looks at letters that people ask for: what was sent and agreed to, and what is held of how they are read."""
