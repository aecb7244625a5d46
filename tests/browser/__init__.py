"""Pages in a real browser, on the worked example."""
