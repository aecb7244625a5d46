"""Tests of records as rows of cells."""
