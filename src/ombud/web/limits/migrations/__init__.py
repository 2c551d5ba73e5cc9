"""The table of what was tried, step by step."""
