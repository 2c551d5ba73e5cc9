"""SQLite, PostgreSQL and MariaDB through one connector."""
