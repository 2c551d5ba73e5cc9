"""PROVED: an append-only, signed log of what was done, which a stranger can check without us."""
