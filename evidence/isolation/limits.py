"""What a process that parses other people's files may use, and how it is held to it.

setrlimit(2): memory, processor time, no file written, few files open, no core dump (it would hold
what was being read). Time on the wall is kept by the other side, which kills.
"""

from __future__ import annotations

import math
import resource
import sys
from dataclasses import dataclass

MAX_PIXELS = 178_956_970
"""Width times height of a picture that may be decoded; a larger scan needs a setting. It is where
Pillow, by itself, would refuse: https://pillow.readthedocs.io/en/stable/reference/limits.html ."""

_OPEN_FILES = 32


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one parser process may use."""

    seconds: float = 10.0
    """For one file: of processor time, and of time on the wall."""
    memory_bytes: int = 512 << 20
    """Address space of the whole process. macOS does not enforce it."""
    max_pixels: int = MAX_PIXELS
    """Width times height of a picture that may be decoded."""


def limit_this_process(limits: WorkerLimits) -> None:
    """Hold this process to `limits` for the rest of its life."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    if sys.platform != "darwin":  # macOS refuses to set it
        _lower(resource.RLIMIT_AS, limits.memory_bytes)


def limit_next_file(limits: WorkerLimits) -> None:
    """Give this process its processor time for one more file."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + limits.seconds) + 1
    hardest = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hardest == resource.RLIM_INFINITY or until < hardest:
        resource.setrlimit(resource.RLIMIT_CPU, (until, hardest))


def _lower(which: int, value: int) -> None:
    hardest = resource.getrlimit(which)[1]
    value = value if hardest == resource.RLIM_INFINITY else min(value, hardest)
    resource.setrlimit(which, (value, value))
