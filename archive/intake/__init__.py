"""Taking files in: bytes first, durably; then one transaction for the items and their entries.

The way of a file is that of the modules: `order` (how it came), `walking` (which files are meant),
`receiving` (bytes into the store, described), `entering` (items and entries), `taking` (all of it,
batch after batch), `journal` (what an interrupted run had done), `report` (what became of each).
"""

from __future__ import annotations

from archive.intake.entering import ACQUIRED, kind_of
from archive.intake.order import Order
from archive.intake.outcome import Added
from archive.intake.receiving import Describe
from archive.intake.taking import DEFAULT_LIMITS, add
from archive.intake.walking import Found

__all__ = ["ACQUIRED", "DEFAULT_LIMITS", "Added", "Describe", "Found", "Order", "add", "kind_of"]
