"""Typesetting: words as data in, PDF/A out, with fonts of our own and without a network."""
