"""What the API knows beside cases: holds, sweeps, promises, systems, evidence, the two files, and whether a purpose is allowed."""
