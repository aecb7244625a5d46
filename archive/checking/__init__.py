"""Checking an archive against its own log, its signed heads and the bytes in its store."""
