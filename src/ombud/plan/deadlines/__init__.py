"""When the law wants something done: periods and public holidays."""
