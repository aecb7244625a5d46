"""Tests of the notes on what fits together and what does not."""
