"""Records that go from one archive to another and back, by a file or over HTTP."""
