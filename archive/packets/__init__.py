"""Packets: what is handed to a recipient, planned first, then built, verifiable by anybody."""
