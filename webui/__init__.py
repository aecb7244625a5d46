"""Khronika: pages to look up and read an archive in a browser."""
