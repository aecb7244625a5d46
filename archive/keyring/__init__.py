"""The keys of an archive but for the log's own: those that sign packets, one for each custodian."""
