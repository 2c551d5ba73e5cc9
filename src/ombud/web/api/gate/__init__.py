"""The gate by the API: whether a purpose is allowed, and whether data may be handed to somebody else."""
