"""What a wish of a person does to the data about them (GDPR Art. 17–21)."""
