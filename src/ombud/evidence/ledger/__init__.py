"""The ledger of choices as a stranger checks it: salted commitments, and the file that holds what is left of each record."""
