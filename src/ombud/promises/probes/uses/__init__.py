"""Looks at what data are used for: the purposes that were named, the profiles made of people, what forms take in."""
