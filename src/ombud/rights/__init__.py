"""The desk of rights: what a person asks, decided row by row, carried out and answered."""
