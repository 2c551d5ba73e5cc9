"""The desk of registers: what roles sign for, and the last look at every promise."""
