"""The outcome of a check in lines: findings, what was read, on what trust, what is not proved."""

from __future__ import annotations

from collections.abc import Iterator

from archive.checking.report import NOT_PROVED, Report

_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"), (1, "bytes"))


def told(report: Report) -> Iterator[str]:
    """The lines of a report, the verdict last."""
    for finding in report.findings:
        yield str(finding)
    read, expected = report.read, report.expected
    yield (
        f"read {read['entries']:,} entries, {read['revisions']:,} revisions, "
        f"{read['records']:,} of {expected['records']:,} records, {read['rows']:,} rows"
    )
    yield (
        f"read {read['files']:,} of {expected['files']:,} files, "
        f"{amounts(read['bytes'], expected['bytes'])}, each hashed again"
    )
    yield from report.remarks
    for line in report.trust:
        yield f"on the trust of {line}"
    for line in NOT_PROVED:
        yield f"not proved: {line}"
    yield _verdict(report)


def amounts(read: int, expected: int) -> str:
    """So many of so many bytes, both in the unit of the second."""
    size, unit = next((row for row in _UNITS if expected >= row[0]), _UNITS[-1])
    digits = 0 if size == 1 else 2
    return f"{read / size:,.{digits}f} of {expected / size:,.{digits}f} {unit}"


def _verdict(report: Report) -> str:
    if report.errors:
        one = len(report.errors) == 1
        return f"NOT CLEAN: {len(report.errors):,} {'finding' if one else 'findings'}"
    if not report.complete:
        left = report.expected["files"] - report.files.looked_at
        return f"nothing is wrong in what was read; {left:,} files were not read"
    return "clean"
