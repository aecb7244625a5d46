"""Counting what was recorded: incidents, acts, victims, losses, as intervals that lose no bound."""
