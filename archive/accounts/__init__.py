"""People of the archive: their rights, and how they prove who they are."""
