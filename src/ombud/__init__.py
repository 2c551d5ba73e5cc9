"""Ombud makes a privacy policy true."""
