"""Commands that run until they are stopped, and what gets a home ready for them."""
