"""The addresses of each space, and of all together."""
