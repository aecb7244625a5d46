"""Timestamps of authorities outside over signed heads of the log (RFC 3161)."""
