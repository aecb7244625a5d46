"""Bytes kept by their digest: durable files, content-addressed, never overwritten."""
