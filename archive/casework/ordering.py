"""The order of the exhibits of a case, as a person sets it; packets number them so."""

from __future__ import annotations

from collections.abc import Sequence

from archive import reach, recording, repository
from archive.accounts import granting
from archive.disclosure import CONFIDENTIAL, Audience
from archive.errors import WrongType
from archive.recording import Recorded
from archive.workspace import Archive
from schemas.case import Case

__all__ = ["order_exhibits"]


def order_exhibits(
    archive: Archive,
    ref: str,
    items: Sequence[str],
    *,
    by: Audience = CONFIDENTIAL,
    expected_revision: int | None = None,
) -> Recorded:
    """Have a case list these items first, in this order; unchanged if it does so already.

    What else it lists stays behind them in its own order, also what `by` may not know of.

    Raises:
        UnknownRecord: there is no such case for `by` or for the person at work.
        WrongType: it is no case.
        BadReference: one of `items` is no item that the person at work may know of.
        Conflict: `expected_revision` is not the current one.
    """
    with archive.writing() as writer:
        who = by.also(granting.at_work(writer))
        before = reach.find(writer.connection, ref, who)
        case = repository.current(writer.connection, [before])[before.id]
        if not isinstance(case, Case):
            raise WrongType(ref, expected="a case", found=f"a record of type {before.type}")
        for item in items:
            reach.find(writer.connection, item, who)
        wanted = tuple(dict.fromkeys((*items, *case.exhibits)))
        plan = recording.plan_recording(
            writer.connection,
            [case.model_copy(update={"exhibits": wanted})],
            by=who,
            reason="the order of its exhibits",
            expected_revision=expected_revision,
        )
        return recording.carry_out(writer, plan)[0]
