"""Files: folders with a file a row, and CSV files with a line a row."""
