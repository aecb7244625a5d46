"""What kind of file it is: by its content, by its name, and whether the two agree."""
