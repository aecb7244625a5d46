"""What a check has to say: findings, what was read, on what trust, and what it does not prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from evidence.checks.findings import Finding, errors_of

NOT_PROVED = (
    "That a file was true before it came to the archive: integrity is not origin.",
    "That nothing was cut from the end since the newest head kept outside: see --checkpoint FILE.",
)
"""What no check of an archive by itself can prove."""


@dataclass(frozen=True, slots=True)
class FilesRead:
    """The part of the stored files that one run has read."""

    after: str = ""
    """The digest after which the run began, in the order of digests; empty: at the beginning."""
    last: str = ""
    """The last digest that was read; empty: none."""
    ended: bool = False
    """Whether all files after that were read."""
    files: int = 0
    """Files that were read and are whole."""
    size: int = 0
    """Bytes of those."""
    harmed: tuple[tuple[str, str], ...] = ()
    """Those that are not whole: digest and code of the finding."""

    @property
    def looked_at(self) -> int:
        """How many files were looked for."""
        return self.files + len(self.harmed)


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
    files: FilesRead = field(default_factory=FilesRead)
    """Which of the stored files were read."""
    items: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The items whose file is not whole, by the file's digest."""
    remarks: list[str] = field(default_factory=list)
    """What else a person should know: the last full pass, what was entered in the log."""
    entry: int | None = None
    """The entry of the log that says what was read; None: there is none."""
    _about: list[tuple[str, ...]] = field(default_factory=list)

    def found(self, code: str, message: str, where: str = "", about: Sequence[str] = ()) -> None:
        """Add a finding; `about` are ids of records, to be told by the names that people know."""
        self.findings.append(Finding(code, message, where))
        self._about.append(tuple(about))

    @property
    def spoken_of(self) -> frozenset[str]:
        """The ids of all records that the findings are about."""
        return frozenset(key for keys in self._about for key in keys)

    def tell_names(self, names: Mapping[str, str]) -> None:
        """Put what people call the records behind the places of the findings."""
        for at, keys in enumerate(self._about):
            words = "; ".join(names[key] for key in keys if key in names)
            if words:
                where = self.findings[at].where
                self.findings[at] = replace(
                    self.findings[at], where=f"{words}: {where}" if where else words
                )
        self._about = [() for _ in self._about]

    @property
    def errors(self) -> list[Finding]:
        """The findings that mean that something is wrong; the others are notices."""
        return errors_of(self.findings)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong in what was read."""
        return not self.errors

    @property
    def complete(self) -> bool:
        """Whether every stored file was looked at, in this run."""
        return self.files.looked_at == self.expected["files"]

    def to_json(self) -> dict[str, object]:
        """The report as JSON."""
        return {
            "clean": self.clean,
            "complete": self.complete,
            "findings": [
                {
                    "code": row.code,
                    "severity": row.severity,
                    "message": row.message,
                    "where": row.where,
                }
                for row in self.findings
            ],
            "read": dict(self.read),
            "expected": dict(self.expected),
            "continue_after": "" if self.files.ended else self.files.last,
            "entry": self.entry,
            "trust": self.trust,
            "remarks": self.remarks,
            "not_proved": list(NOT_PROVED),
        }
