"""Cases: from the moment somebody asks until the answer is given and the case is closed."""
