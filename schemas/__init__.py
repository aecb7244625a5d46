"""Khronika: shapes and values of what is recorded. No input or output."""
