"""Records that may be one and the same: found with reasons, joined only by a person."""
