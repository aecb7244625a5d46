"""Attacks on archives, and what the check says of each."""
