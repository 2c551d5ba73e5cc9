"""Fides and its language: the policy as a fideslang taxonomy, and fideslang datasets as a draft of an inventory."""
