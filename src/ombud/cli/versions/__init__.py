"""Versions on the command line: publish one, compare two."""
