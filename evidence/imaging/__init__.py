"""Pictures: opened within limits, drawn small, redacted, compared."""
