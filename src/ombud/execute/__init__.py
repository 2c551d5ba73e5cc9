"""DONE: plans carried out, looked at again, and put on record."""
