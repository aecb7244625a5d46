"""Measures as text that Prometheus reads.

https://prometheus.io/docs/instrumenting/exposition_formats/ , "Text-based format", version 0.0.4:
for each measure a line of HELP, a line of TYPE, and one line for each value with its labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isinf, isnan

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Kind(StrEnum):
    """What may become of a measure."""

    COUNTER = "counter"
    """It only grows, until the program is started anew."""
    GAUGE = "gauge"
    """It goes up and down."""
    HISTOGRAM = "histogram"
    """Counts of what stayed below each of several bounds, with their sum and number."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a measure."""

    number: float
    labels: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""
    """Behind the name, for the parts of a histogram."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with its values; one that is not known has none, and is still named."""

    name: str
    kind: Kind
    help: str
    """One line that says what is counted, and in which unit."""
    values: Sequence[Value]


def written(measures: Iterable[Measure]) -> str:
    """All measures as text."""
    return "".join(f"{line}\n" for measure in measures for line in _lines(measure))


def _lines(measure: Measure) -> Iterable[str]:
    help_text = measure.help.replace("\\", "\\\\").replace("\n", "\\n")
    yield f"# HELP {measure.name} {help_text}"
    yield f"# TYPE {measure.name} {measure.kind}"
    for value in measure.values:
        name = measure.name + value.suffix
        yield f"{name}{_labels(value.labels)} {_number(value.number)}"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items()) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(number: float) -> str:
    """As Go's ParseFloat reads it: +Inf, -Inf and NaN by these names."""
    if isnan(number):
        return "NaN"
    if isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    return str(int(number)) if number == int(number) else repr(float(number))
