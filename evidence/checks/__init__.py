"""What a check may find, each with its code, its clause and what to do."""
