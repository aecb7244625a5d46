"""Notes on whether what a file says fits what is recorded: for people; nothing follows from them.

`clocks` and `places` compare two values, `likeness` finds pictures that look alike, `noting` puts
the notes of one item together, for one audience.
"""
