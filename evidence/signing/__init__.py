"""Ed25519 keys and the signatures that `ssh-keygen -Y verify` checks."""
