"""ZIP and TAR, opened within limits."""
