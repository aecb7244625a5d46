"""Khronika: the records of an archive, their log, their search and the command line."""
