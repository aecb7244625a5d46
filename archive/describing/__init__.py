"""What stored bytes are and what they say of themselves, and what is made of them."""

from __future__ import annotations

from archive.describing.derivatives import Described
from archive.describing.reading import SECONDS_PER_FILE, Describing

__all__ = ["SECONDS_PER_FILE", "Described", "Describing"]
