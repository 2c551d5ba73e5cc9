"""TO BE DONE: what follows from promises, time and requests; pure."""
