"""`ombud cookies`: look at a website as a visitor's browser does."""
