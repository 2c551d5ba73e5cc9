"""How often something may be tried: guesses and letters in the store, for all processes; the pace of programs in each process."""
