"""Findings: what a check has to say, each under a code that never changes its meaning.

A check does not stop at the first fault; it returns every finding. The code leads to the clause
that is broken and to what can be done (`docs/findings.md`). Error and notice are all there is: an
error means that something is not as it was sealed, a notice that something was left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from evidence.checks.finding_codes import TABLE

__all__ = ["CODES", "Finding", "FindingCode", "Severity", "errors_of"]

Severity = Literal["error", "notice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found."""

    code: str
    """One of `CODES`."""
    message: str
    """What was expected and what was found, in one sentence."""
    where: str = ""
    """The incident, file or row as a person knows it; empty if the whole archive is meant."""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(
                f"{self.code!r} is no finding code; add it to evidence.checks.finding_codes"
            )

    @property
    def severity(self) -> Severity:
        """Whether something is wrong, or only left open."""
        return CODES[self.code].severity

    def __str__(self) -> str:
        place = f" [{self.where}]" if self.where else ""
        return f"{self.code}: {self.message}{place}"


@dataclass(frozen=True, slots=True)
class FindingCode:
    """What a code means, for the page and for whoever reads a finding for the first time."""

    code: str
    """Lower case, with a dot: what it is about, and what is wrong with it."""
    meaning: str
    """What was found, in one sentence."""
    clause: str
    """The document and section that says how it should be."""
    what_to_do: str
    """The next step for a person."""
    severity: Severity
    """Whether it means that something is wrong, or only left open."""


CODES: Mapping[str, FindingCode] = MappingProxyType(
    {
        code: FindingCode(code, meaning, clause, what_to_do, severity)
        for code, severity, clause, meaning, what_to_do in TABLE
    }
)
"""Every code that a check may give."""


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Those findings that say that something is wrong."""
    return [finding for finding in findings if finding.severity == "error"]
