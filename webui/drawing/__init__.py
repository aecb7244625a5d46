"""Maps and timelines as SVG, drawn here so that they need no script and no other machine."""
