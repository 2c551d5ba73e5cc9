"""The policy in the formats of others, each with the list of what could not be carried; and their annotations as an inventory."""
