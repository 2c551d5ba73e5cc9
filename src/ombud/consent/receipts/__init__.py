"""Receipts of consent, for the person who gave it and in the forms that others read."""
