"""Tests of Khronika."""
