"""Fill the systems of any example from its policy and inventory alone: invented people, nothing overdue, then broken promises planted."""
