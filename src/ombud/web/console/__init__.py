"""The console: what officers and handlers work in."""
