"""A website as a browser met it, before and after each choice, against what the policy says of cookies."""
