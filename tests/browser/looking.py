"""Whether a page fits a desk and a telephone, with a picture of it for whoever wants to look."""

from __future__ import annotations

import os
from typing import Any

WIDTHS = (1280, 390)
"""Pixels: a desk and a telephone."""


def see_that_it_fits(page: Any, name: str) -> None:
    """Nothing has to be scrolled sideways; with KHRONIKA_PICTURES set, pictures go there."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if folder := os.environ.get("KHRONIKA_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        assert wide <= width, f"{name} is {wide} pixels wide"
