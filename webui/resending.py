"""What somebody sent and the archive did not take, given back so that it can be sent again.

A session ends, or the token of a form is no longer good, while somebody types: what they typed then
stands in the page that says so, and goes out again with a new token when they press its button. It
is given back to pages of this archive alone; passwords are given back to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from archive.policy import Operation
from webui.errors import NotSignedIn
from webui.operations import OPERATIONS
from webui.visitors import host_name

SECRET = frozenset({Operation.ENTER, Operation.OWN, Operation.PEOPLE, Operation.KEEP})
"""Operations whose forms hold passwords, codes or rights."""
TOKEN = "csrf_token"  # the name of the field
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came and was not taken."""

    address: str
    fields: tuple[tuple[str, str], ...]


def given_back(error: Exception) -> Sent | None:
    """What is to be sent again once `error` is put right; None if it is nothing for this page."""
    if not isinstance(error, NotSignedIn | CSRFError) or not _is_ours():
        return None
    try:
        fields = request.form.items(multi=True)
    except HTTPException:  # more than a small form: drafts are kept by their page
        return None
    return Sent(request.full_path.rstrip("?"), tuple(one for one in fields if one[0] != TOKEN))


def _is_ours() -> bool:
    """Whether a page of this archive sent a form that may be shown again."""
    origin = request.headers.get("Origin", "").partition("://")[2]
    site = request.headers.get("Sec-Fetch-Site")  # beside "no-referrer" the origin is null
    named = host_name(origin) == host_name(request.host) != ""
    from_here = site == "same-origin" or (site is None and named)
    operation = OPERATIONS.get(request.endpoint or "")
    known = operation is not None and operation not in SECRET
    return request.method == "POST" and request.mimetype == FORM and from_here and known
