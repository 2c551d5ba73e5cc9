"""The versions of a policy that a home has published."""
