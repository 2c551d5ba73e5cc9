"""Where the state is and how it is held: a file or a server, its tables, its locks."""
