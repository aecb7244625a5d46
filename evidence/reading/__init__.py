"""Readers of file formats: what a file says of itself, and its words. For the parser process."""
