"""A case told: its purpose, who works on it, what they note.

Its incidents, exhibits and appeals are lists of records, told by `webui.telling.around`.
"""

from __future__ import annotations

from webui.language import _
from webui.telling.pieces import Fact, present
from webui.telling.teller import Teller


def facts(teller: Teller) -> tuple[Fact, ...]:
    """What the case is for."""
    return present(
        teller.fact(_("Purpose"), "/purpose"),
        teller.texts(_("Members"), "/members"),
        teller.fact(_("Notes"), "/notes"),
    )
