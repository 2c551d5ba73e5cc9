"""The banner as served: its files by immutable names, the page that works without script, and the one address that takes a choice."""
