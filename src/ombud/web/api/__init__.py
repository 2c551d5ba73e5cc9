"""The JSON API: what the console does, for programs, by token; no session, no cookie."""
