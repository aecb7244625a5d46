"""Keeping an archive alive: backups, and what is made of them."""
