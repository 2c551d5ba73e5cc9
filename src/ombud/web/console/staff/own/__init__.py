"""What people do with their own account: their codes, their sessions."""
