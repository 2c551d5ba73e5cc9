"""The tables of the staff, as they came to be."""
