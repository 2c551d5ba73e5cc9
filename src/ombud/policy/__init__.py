"""PROMISED: the privacy policy as facts; pure."""
