"""Letters that people ask for: a form to sign up, a page to choose, a way out, and what is looked at with permission."""
