"""WHERE DATA LIVES: systems, datasets and their columns as facts; pure."""
