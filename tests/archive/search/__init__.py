"""Searching an archive."""
