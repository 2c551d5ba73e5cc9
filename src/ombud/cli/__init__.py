"""The command line: one module a command, each loads only what it needs."""
