"""The connection to the database: readers see one consistent state, writers take turns.

`archive.database.sqlite` knows the file of one machine, `archive.database.postgresql` the server
that several share. Above this package nobody asks which of the two it is, but for `verify`, which
looks at the form of the tables, and what makes, copies and moves them.
"""

from archive.database.encryption import cipher_of
from archive.database.rows import insert, put
from archive.database.sqlite import (
    connect,
    connect_copy,
    connect_untouched,
    copy_file,
    create_file,
    empty_wal,
)
from archive.database.transactions import is_server, reading, with_room, write_anew, writing
from archive.database.translating import translated

__all__ = [
    "cipher_of",
    "connect",
    "connect_copy",
    "connect_untouched",
    "copy_file",
    "create_file",
    "empty_wal",
    "insert",
    "is_server",
    "put",
    "reading",
    "translated",
    "with_room",
    "write_anew",
    "writing",
]
