"""What handlers do with a case: decide, carry out, take more time, answer, tell recipients."""
