"""THE HANDS: connectors to the systems where personal data lives."""
