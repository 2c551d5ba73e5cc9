"""`ombud consent` and `ombud may`: choices recorded, proved and obeyed."""
