"""Letters that people ask for, by the API."""
