"""`ombud import` and `ombud export`: the formats of others."""
