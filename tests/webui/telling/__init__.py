"""Tests of putting records into words, without a web server."""
