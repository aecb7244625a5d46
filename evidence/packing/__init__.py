"""Bags, ZIP streams and encryption to a recipient."""
