"""The coding workbench: a source beside the form of a draft, and passages that become values.

Marking needs a script only for its comfort: the words of a passage can be pasted as well.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from archive import lookup
from archive.drafting import drafts
from archive.drafting.drafts import Draft
from archive.drafting.errors import BadMark
from archive.drafting.marking import Known, Mark, mark
from archive.drafting.meaning import resolver
from archive.drafting.quoting import quoted, sentence_around, trimmed, words_at
from archive.errors import UnknownRecord
from schemas.citations import Passage, Quote, find_passage
from webui.desk import desk
from webui.errors import BadField
from webui.forming import bench
from webui.pages.drafts import keep, to_draft

blueprint = Blueprint("workbench", __name__, url_prefix="/drafts/<draft_id>")
STICKY = ("hedge", "locator", "as_of", "basis", "note", "relative_to", "target", "role", "whole")
"""What is said of a passage stays for the next one, until it is changed."""
POINTS = " .,;:،؛"
"""What ends a sentence or a part of it, and belongs to no value."""
LONGEST = 2_000
"""Characters of a field of the bar."""


@blueprint.post("/source")
def source(draft_id: str) -> ResponseReturnValue:
    """Lay another source beside the form, or none."""
    kept = keep(draft_id)
    ref = _field("source")
    beside = {key: value for key, value in kept.desk.items() if key not in ("source", "mark")}
    if ref:
        beside["source"] = bench.source_called(ref)[1].id
    return to_draft(drafts.save(desk().archive, replace(kept, desk=beside)))


@blueprint.post("/mark")
def marked(draft_id: str) -> ResponseReturnValue:
    """Make the marked passage a value of the draft, with its citation."""
    kept = keep(draft_id)
    action = request.form.get("do", "").removeprefix("mark:")
    text = bench.text_beside(kept)
    passage = _passage(text)
    said = {name: _field(name) for name in STICKY}
    cited = sentence_around(text, passage) if said["whole"] else passage
    order = Mark(
        action=action,
        source=_source_of(kept),
        words=words_at(text, passage).strip(POINTS),
        quoted=quoted(text, cited),
        target=said["target"],
        field=_field("field"),
        kind=_field("kind"),
        role=said["role"] or "victims",
        relative_to=said["relative_to"],
        hedge=said["hedge"],
        locator=said["locator"],
        as_of=said["as_of"],
        basis=said["basis"],
        note=said["note"],
        polarity=_field("polarity"),
    )
    place = _carry_out(kept, order)
    if action == "act":
        said["target"] = place
    beside = {**kept.desk, "mark": {**said, "start": passage.start, "end": passage.end}}
    return to_draft(drafts.save(desk().archive, replace(kept, desk=beside)), at=place)


def _carry_out(kept: Draft, order: Mark) -> str:
    audience = desk().audience
    with desk().archive.reading() as connection:
        known = Known(resolver(connection, audience, by_ref=True), bench.day_of)
        return mark(kept.type, kept.typed, order, known)


def _passage(text: str) -> Passage:
    """The passage that was marked, by its place or, without a script, by its words."""
    start, end = _field("start"), _field("end")
    if start.isdigit() and end.isdigit():
        passage = Passage(int(start[:9]), min(int(end[:9]), len(text)))
    else:
        words = _field("passage")
        found = find_passage(Quote(exact=words), text) if words else None
        if found is None:
            raise BadMark("words that stand in the source once", repr(words[:60]))
        passage = found
    passage = trimmed(text, passage)
    if passage.start >= passage.end:
        raise BadMark("marked words", "none")
    return passage


def _field(name: str) -> str:
    found = request.form.get(f"mark.{name}", "").strip()
    if len(found) > LONGEST:
        raise BadField(name, f"{len(found):,} characters", f"at most {LONGEST:,} characters")
    return found


def _source_of(kept: Draft) -> str:
    """The ref by which the form names the source that lies beside it."""
    with desk().archive.reading() as connection:
        key = str(kept.desk.get("source", ""))
        labels = lookup.labels_of(connection, [key], desk().audience)
    if key not in labels:
        raise UnknownRecord(key)
    return labels[key].ref
