"""Rules of addresses that are ready to read addresses at once, and to write them when first asked.

Werkzeug compiles two functions for each rule, by which addresses are written, when the rule is
added: for our site that is most of what it takes to put it together (60 ms of 80), and a process
needs a few of them. How an address is written depends on the text of its rule alone, so that what
was compiled once serves all sites of a process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from werkzeug.routing import Rule

Writes = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule whose functions are compiled when the first address is written by it."""

    _compiled: ClassVar[dict[tuple[object, ...], Writes]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Writes:
        by_default = tuple(sorted((self.defaults or {}).items()))
        key = (self.rule, self.subdomain, self.host, by_default, append_unknown)

        def write(rule: LateRule, **values: object) -> tuple[str, str]:
            if key not in self._compiled:
                self._compiled[key] = super()._compile_builder(append_unknown)
            return self._compiled[key](rule, **values)

        return write
