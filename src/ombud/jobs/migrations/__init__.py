"""How the tables of work came to be."""
