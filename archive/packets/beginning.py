"""The plan of a packet that is being built, kept beside what is written until it has its name.

A build that was interrupted finds it there and goes on with it, under the same number and the same
head of the log, so that the log never tells of two packets where one was wanted.
"""

from __future__ import annotations

from pathlib import Path

from archive.errors import ArchiveError
from archive.packets.approval import from_file, to_file
from archive.packets.planned import PacketPlan
from archive.workspace import Archive
from evidence.store.durable import put_text, writing_to

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
        begun = from_file(archive, path)
    except ArchiveError:
        return None
    if plan.approved:
        return begun if begun.order() == plan.order() else None
    wanted = {key: value for key, value in begun.order().items() if key not in OF_THE_HEAD}
    return begun if wanted == plan.order() else None


def keep_plan(out: Path, plan: PacketPlan) -> None:
    """Keep an approved plan for a build that may be interrupted."""
    with writing_to(out.parent):
        put_text(_place(out), to_file(plan))


def forget_plan(out: Path) -> None:
    """Remove the kept plan: the packet has its name."""
    _place(out).unlink(missing_ok=True)


def _place(out: Path) -> Path:
    return out.with_name(f".{out.name}.plan")
