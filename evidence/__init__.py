"""Khronika: bytes and proof. Blob store, log mathematics, checkpoints, packets, checks."""
