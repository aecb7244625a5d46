"""The bundle of a packet: one PDF, or several volumes of it, that a lawyer can file and print."""
