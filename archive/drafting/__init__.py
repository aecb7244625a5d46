"""What people type before it is a record: forms made from the shapes, drafts, and reading them.

A draft keeps every word as it was typed, be it right or wrong. It is no record: the log does not
know of it, nobody but its owner sees it, and it goes when it is recorded or thrown away.
"""
