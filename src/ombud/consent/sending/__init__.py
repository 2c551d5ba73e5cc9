"""Sending: each letter goes only to whom the gate lets it at that moment, with a way out in every one (RFC 2369, RFC 8058)."""
