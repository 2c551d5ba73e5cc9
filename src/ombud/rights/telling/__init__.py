"""What the desk of requests tells whoever looks at promises: how many and why, nobody's name."""
