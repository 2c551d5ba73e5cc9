"""What is said and asked of cookies: the register, the banner in each language, the page; all from the facts of the policy."""
