"""The tables of the rights desk, as they came to be."""
