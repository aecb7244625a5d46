"""Records told in people's words: pure functions from what an audience sees to lines of a page."""
