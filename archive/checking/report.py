"""What a check has to say: findings, what was read, on what trust, and what it does not prove."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from evidence.findings import CODES, Finding

NOT_PROVED = (
    "That a file was true before it came to the archive: integrity is not origin.",
    "That nothing was cut from the end since the newest head kept outside: see --checkpoint FILE.",
)
"""What no check of an archive by itself can prove."""


@dataclass
class Report:
    """The outcome of a check, filled step by step."""

    findings: list[Finding] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    """How much was read: entries, revisions, records, rows, files, bytes."""
    expected: Counter[str] = field(default_factory=Counter)
    """How much there was to read."""
    trust: list[str] = field(default_factory=list)
    """On what the answer rests: keys, heads."""

    def found(self, code: str, message: str, where: str = "") -> None:
        """Add a finding."""
        self.findings.append(Finding(code, message, where))

    @property
    def errors(self) -> list[Finding]:
        """The findings that mean that something is wrong; the others are notices."""
        return [row for row in self.findings if CODES[row.code].severity == "error"]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def to_json(self) -> dict[str, object]:
        """The report as JSON."""
        return {
            "clean": self.clean,
            "findings": [
                {"code": row.code, "message": row.message, "where": row.where}
                for row in self.findings
            ],
            "read": dict(self.read),
            "expected": dict(self.expected),
            "trust": self.trust,
            "not_proved": list(NOT_PROVED),
        }
