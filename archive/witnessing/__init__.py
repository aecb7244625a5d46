"""Being a witness for the logs of others, and having others witness ours."""
