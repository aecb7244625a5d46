"""Maps and timelines as values."""
