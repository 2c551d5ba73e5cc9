"""The staff of a home: who works in the console, in which role, and what each role may do."""
