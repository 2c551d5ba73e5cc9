"""What the desk of requests and the desk that keeps choices are asked."""
