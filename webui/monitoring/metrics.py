"""`/metrics`: what a Prometheus server collects. Open to this machine, and to a token for it.

No measure counts records, views, people, searches or hits: from their changes somebody could learn
of what is withheld. The number of entries of the log is told; every receipt tells it as well.
docs/operating.md lists the measures, and a test compares.
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version

from flask import Blueprint, Response, current_app

from archive.condition import Condition
from archive.health import Health, State
from archive.settings import Settings
from webui.desk import KEY as HOUSE
from webui.monitoring.counting import KEY as REQUESTS
from webui.monitoring.exposition import CONTENT_TYPE, Kind, Measure, Value, written
from webui.monitoring.looking import watched

blueprint = Blueprint("metrics", __name__)
STARTED = time.time()


@blueprint.get("/metrics")
def show() -> Response:
    """All measures, as text."""
    house = current_app.extensions[HOUSE]
    progress = house.search.progress()
    measures = (
        *_of_the_program(house.archive.settings),
        *_of_health(watched().health.now()),
        _gauge(
            "khronika_index_waiting",
            "Views of records that are not found by their words yet.",
            max(0, progress.rows - progress.indexed),
        ),
        *_of_the_condition(watched().condition.now()),
        *_of_the_disk(house.archive.settings),
        *current_app.extensions[REQUESTS].measures(),
    )
    return Response(written(measures), content_type=CONTENT_TYPE)


def _gauge(name: str, told: str, *numbers: float | None, **labels: str) -> Measure:
    """A measure of one value, or of none if it is not known."""
    values = [Value(number, labels) for number in numbers if number is not None]
    return Measure(name, Kind.GAUGE, told, values)


def _of_the_program(settings: Settings) -> Iterator[Measure]:
    yield _gauge(
        "khronika_build_info",
        "Always 1; the labels say what runs.",
        1,
        version=version("khronika"),
        python=platform.python_version(),
        database="postgresql" if settings.server else "sqlite",
        evidence="bucket" if settings.bucket else "folder",
    )
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield Measure(
        "process_cpu_seconds_total",
        Kind.COUNTER,
        "Seconds of processor time of this process.",
        [Value(used.ru_utime + used.ru_stime)],
    )
    yield _gauge("process_resident_memory_bytes", "Memory of this process.", _memory())
    yield _gauge(
        "process_start_time_seconds", "When this process began, in seconds since 1970.", STARTED
    )


def _memory() -> float | None:
    """Bytes that lie in memory (proc(5), statm); None where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no file of ours
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def _of_health(health: Health) -> Iterator[Measure]:
    for part, state in (("database", health.database), ("evidence", health.evidence)):
        told = f"1 if the {part} can be reached, else 0."
        yield _gauge(f"khronika_{part}_up", told, int(state is State.OK))


def _of_the_condition(condition: Condition) -> Iterator[Measure]:
    yield _gauge("khronika_log_entries", "Entries of the log.", condition.entries)
    yield _gauge(
        "khronika_log_unanchored_entries",
        "Entries that no head signed by somebody outside covers.",
        condition.unanchored,
    )
    since = "in seconds since 1970; none if never."
    yield _gauge(
        "khronika_last_anchor_timestamp_seconds",
        f"When somebody outside signed the newest head that is so signed, {since}",
        _seconds(condition.anchor.at if condition.anchor else None),
    )
    yield _gauge(
        "khronika_last_full_verification_timestamp_seconds",
        f"When all stored files had been read again, {since}",
        _seconds(condition.full_pass),
    )
    yield _gauge(
        "khronika_last_full_verification_harmed",
        "Files that were not whole in that reading.",
        condition.harmed,
    )
    yield _gauge(
        "khronika_last_backup_timestamp_seconds",
        f"When the last backup was begun, {since}",
        _seconds(condition.backup),
    )


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def _of_the_disk(settings: Settings) -> Iterator[Measure]:
    disk = shutil.disk_usage(settings.folder)
    yield _gauge("khronika_disk_free_bytes", "Free on the disk of the archive's folder.", disk.free)
    yield _gauge(
        "khronika_disk_size_bytes", "Size of the disk of the archive's folder.", disk.total
    )
