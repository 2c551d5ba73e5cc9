"""How the tables of letters came to be."""
