"""The documentation of the program, readable where the archive is, without any other machine."""
