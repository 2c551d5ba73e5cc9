"""SAID: what people are told, made from the facts; pure."""
