"""One figure: what was measured, beside what, and the budget. Printed, never asserted."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    work: str
    measured: str
    """In its own unit."""
    ratio: float
    """Measured against the budget: at most 1 where the budget is kept."""
    budget: str

    def line(self) -> str:
        """The figure as a row."""
        kept = "ok  " if self.ratio <= 1 else "OVER"
        return (
            f"{kept} {self.ratio:6.2f}  {self.work:58} {self.measured:>26}  (budget {self.budget})"
        )


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of all lie."""
    return statistics.quantiles(values, n=100)[round(share * 100) - 1]


def rate(work: str, count: int, took: float, least: float, unit: str) -> Figure:
    """A figure for so many things a second, of which at least `least` are asked."""
    found = count / took
    return Figure(work, f"{found:,.0f} {unit}/s", least / found, f">= {least:,.0f}/s")


def latency(work: str, values: Sequence[float], most_ms: float) -> Figure:
    """A figure for a time of answering, of which p95 must stay below `most_ms`."""
    p50, p95 = percentile(values, 0.50) * 1e3, percentile(values, 0.95) * 1e3
    return Figure(work, f"p50 {p50:.1f}, p95 {p95:.1f} ms", p95 / most_ms, f"p95 <= {most_ms} ms")


def beside(work: str, took: float, other: float, most: float, what: str) -> Figure:
    """A figure for a time beside that of another program in the same run."""
    found = took / other
    return Figure(work, f"{took:.2f} s / {other:.2f} s", found / most, f"<= {most} x {what}")
