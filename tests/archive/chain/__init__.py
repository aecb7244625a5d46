"""Tests of the chain of custody."""
