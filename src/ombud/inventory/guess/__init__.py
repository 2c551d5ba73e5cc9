"""What unknown tables may hold: guesses from names and sampled values, each with its reason; no value ever leaves."""
