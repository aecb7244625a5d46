"""ZIP and TAR opened within limits: what lies in them, one after another, as names and bytes.

Nothing is ever written under a name from inside: whoever reads gets bytes, and decides where they
go. What is no plain file, or has a name that would lead elsewhere, is refused with the reason, and
the rest goes on. An archive inside an archive is a file like any other.
"""

from __future__ import annotations

from evidence.containers.limits import Limits
from evidence.containers.member import Member
from evidence.containers.opening import is_container, members

__all__ = ["Limits", "Member", "is_container", "members"]
