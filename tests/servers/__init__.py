"""Real servers for tests: started here in temporary folders on free ports of the loopback, ended by their process id."""
