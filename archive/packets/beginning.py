"""The plan of a packet that is being built, kept beside what is written until it has its name.

A build that was interrupted finds it there and goes on with it, under the same number and the same
head of the log, so that the log never tells of two packets where one was wanted.
"""

from __future__ import annotations

import json
from pathlib import Path

from archive.errors import ArchiveError
from archive.packets.approval import from_file, read_plan, to_file
from archive.packets.planned import PacketPlan
from archive.workspace import Archive
from evidence.store.durable import put_text, writing_to
from schemas.shape import Json

OF_THE_HEAD = ("at", "head")
"""What approval adds to the order of a plan."""


def begun_plan(archive: Archive, out: Path, plan: PacketPlan) -> PacketPlan | None:
    """The approved plan of a build of `out` that was interrupted, if it wants what `plan` wants.

    None: there is none, it wants something else, or it no longer holds.
    """
    path = _place(out)
    if not path.is_file():
        return None
    try:
        if _order_in(path, approved=plan.approved is not None) != plan.order():
            return None
        return from_file(archive, path, seen=plan)
    except ArchiveError:
        return None


def _order_in(path: Path, *, approved: bool) -> dict[str, Json]:
    """What the plan in a file wants, in the words of `PacketPlan.order`.

    Raises:
        BadPlan: the file is no plan.
    """
    read_plan(path)
    file = json.loads(path.read_text("utf-8"))
    left = ("format", "told") if approved else ("format", "told", *OF_THE_HEAD)
    return {key: value for key, value in file.items() if key not in left}


def keep_plan(out: Path, plan: PacketPlan) -> None:
    """Keep an approved plan for a build that may be interrupted."""
    with writing_to(out.parent):
        put_text(_place(out), to_file(plan))


def forget_plan(out: Path) -> None:
    """Remove the kept plan: the packet has its name."""
    _place(out).unlink(missing_ok=True)


def _place(out: Path) -> Path:
    return out.with_name(f".{out.name}.plan")
