"""A plan that was shown is carried out: system by system, on record, to be continued after an interruption."""
