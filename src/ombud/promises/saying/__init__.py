"""What a look says: phrases by code, told in each language."""
