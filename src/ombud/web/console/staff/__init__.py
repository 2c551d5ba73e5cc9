"""Who may do what in the console: signing in, second factors, roles, reasons to read."""
