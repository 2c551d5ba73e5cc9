"""The ground from the command line: the worker and the work that stands in every home."""
