"""`ombud record`, and the files it writes: a workbook, a document, a PDF, lines, data."""
