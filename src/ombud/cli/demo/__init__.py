"""The demo home: an invented organisation with invented people, in real systems, without Django."""
