"""Search: words, names, dates and places, answered for each audience from what it may see."""
