"""The inventory of our own tables."""
