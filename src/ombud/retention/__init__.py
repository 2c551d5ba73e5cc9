"""The desk of keeping: what is overdue is shown, then erased when asked for."""
