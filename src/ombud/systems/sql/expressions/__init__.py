"""Columns, conditions and clocks as SQL that means the same on every engine."""
