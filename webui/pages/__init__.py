"""The views: each reads its input, makes one call, and shows the result."""
