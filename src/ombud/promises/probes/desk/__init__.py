"""Looks at the desk where people use their rights: who asked, by which way, and what waits for a decision."""
