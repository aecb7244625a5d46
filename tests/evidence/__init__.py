"""Tests of the package evidence."""
