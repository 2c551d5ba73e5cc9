"""Cases by the API: open, read, decide, carry out, answer."""
