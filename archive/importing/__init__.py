"""Import: data files become records by a mapping, and come again without doubling any."""
