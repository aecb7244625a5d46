"""For programs that watch over this one: is it able to work, and what does it measure."""
