"""disclose(): the only place where anything is withheld from anybody.

Pages, search, counts, exports and packets are all computed from what it returns. An audience below
a record's level gets nothing at all, not even that the record exists. Otherwise it gets the record
without the fields that are for fewer eyes, without what points to records that it may not see, with
the pseudonym in place of withheld names and with the place as coarsely as the record asks for.
Whatever is left of a value can be read as such a value; a value that cannot stand without what was
taken out of it goes out as a whole.
"""

from archive.disclosure.audience import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience, entered
from archive.disclosure.disclosing import Sees, ShowsAct, View, bytes_tell_more, disclose
from archive.disclosure.levels import (
    DEFAULT_LEVELS,
    is_default_only,
    is_undivided,
    is_within,
    under_rules_of,
    withholds,
)

__all__ = [
    "CONFIDENTIAL",
    "DEFAULT_LEVELS",
    "PUBLIC",
    "RESTRICTED",
    "Audience",
    "Sees",
    "ShowsAct",
    "View",
    "bytes_tell_more",
    "disclose",
    "entered",
    "is_default_only",
    "is_undivided",
    "is_within",
    "under_rules_of",
    "withholds",
]
