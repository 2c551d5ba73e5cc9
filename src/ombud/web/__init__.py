"""The edges people see: the privacy centre (public), the console (staff) and the API; three spaces that share no session."""
