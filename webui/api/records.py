"""Records of every kind for programs: found, shown, recorded, revised, linked, taken out of use.

The JSON of a record is that of `khronika record` and `khronika show --json`.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from archive import history as histories
from archive import linking, lookup, recording
from archive.accounts import watching
from archive.casework import joining
from archive.cli.records import change_json, outcome_json
from archive.cli.searching import to_json
from archive.record_files import read_records
from archive.recording import Recorded
from archive.search.query import FACETS, SearchQuery
from webui.api import answers
from webui.api.asking import body, json_bytes, query
from webui.api.contract import ETAG, Answer, Body, Header, address
from webui.api.errors import BadParameter
from webui.api.questions import LinkAsked, Reason, RetirementAsked, SearchAsked
from webui.api.revising import revised
from webui.api.sending import as_json, etag_of, require_state, with_state
from webui.desk import desk

OK, CREATED = HTTPStatus.OK, HTTPStatus.CREATED
NOT_FOUND, CONFLICT = HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT
PRECONDITION_FAILED, PRECONDITION_REQUIRED = (
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.PRECONDITION_REQUIRED,
)
LARGEST: Final = 16 << 20
"""Bytes of records in one request."""
IF_MATCH: Final = Header("If-Match", "The ETag of the state that was changed.", required=True)
IF_NONE_MATCH: Final = Header("If-None-Match", "The ETag of the state that is known already.")
SENT: Final = (
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""How a body may be refused."""
MADE: Final = Answer(OK, "What became of it.", Body(answers.Outcome), {"ETag": ETAG})


@address(
    "GET",
    "/records",
    Answer(OK, "Counts of all hits, and a page of them.", Body(answers.Found)),
    query=SearchAsked,
)
def find_records() -> ResponseReturnValue:
    """Find records by words, date, place and more, certain and possible hits apart."""
    asked = query(SearchAsked)
    results = desk().search.search(search_query(asked), desk().audience)
    watching.searched(desk().archive, desk().audience, asked.model_dump(exclude_defaults=True))
    return as_json(to_json(results))


def search_query(asked: SearchAsked) -> SearchQuery:
    """The question as the search engine reads it.

    Raises:
        BadParameter: there are too many or too few numbers. BadQuery: the engine refuses it.
    """
    return SearchQuery(
        words=asked.words,
        date_from=asked.date_from or None,
        date_to=asked.date_to or None,
        place=asked.place or None,
        near=_three(asked.near),
        bbox=_four(asked.bbox),
        kinds=asked.kind,
        actors=asked.actor,
        types=tuple(dict.fromkeys(asked.type)),
        certain_only=asked.certain,
        limit=asked.limit,
        sort=asked.sort,
        include_retired=asked.retired,
        facets=FACETS if asked.facets else (),
        histogram=asked.histogram,
        cells=asked.cells,
        after=asked.after,
    )


def _three(text: str | None) -> tuple[float, float, float] | None:
    if text is None:
        return None
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) != 3:
        raise BadParameter("near", "latitude, longitude and kilometres are asked for")
    return numbers[0], numbers[1], numbers[2]


def _four(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) != 4:
        raise BadParameter("bbox", "west, south, east and north are asked for")
    return numbers[0], numbers[1], numbers[2], numbers[3]


@address(
    "POST",
    "/records",
    Answer(
        CREATED,
        "What became of each, in their order.",
        Body(answers.Outcome, many=True),
        {"Location": "The address of the first of them."},
    ),
    query=Reason,
    takes=Body("Record", or_many=True),
    refuses=(CONFLICT, *SENT),
    largest=LARGEST,
)
def create_records() -> ResponseReturnValue:
    """Record a new record, or a list of them: all or none. What is known already is refused."""
    asked = query(Reason)
    drafts = read_records(json_bytes(), name="the body")
    done = recording.record(
        desk().archive,
        drafts,
        reason=asked.reason or None,
        expected_revision=0,
        by=desk().audience,
    )
    answer = as_json([outcome_json(row) for row in done], CREATED)
    answer.headers["Location"] = url_for("api.show_record", ref=done[0].ref)
    return answer


@address(
    "GET",
    "/records/<ref>",
    Answer(OK, "The record, as far as this reader sees it.", Body("RecordAsSeen"), {"ETag": ETAG}),
    Answer(HTTPStatus.NOT_MODIFIED, "It is in the state that is known already."),
    headers=(IF_NONE_MATCH,),
    refuses=(NOT_FOUND,),
)
def show_record(ref: str) -> ResponseReturnValue:
    """The record of this ref or id."""
    shown = lookup.show(desk().archive, ref, desk().audience)
    return with_state(as_json(shown.view.content), shown)


@address(
    "PUT",
    "/records/<ref>",
    MADE,
    query=Reason,
    headers=(IF_MATCH,),
    takes=Body("Record"),
    refuses=(NOT_FOUND, CONFLICT, PRECONDITION_FAILED, PRECONDITION_REQUIRED, *SENT),
    largest=LARGEST,
)
def revise_record(ref: str) -> ResponseReturnValue:
    """Revise a record: the body takes the place of all that this reader sees of it."""
    asked, shown = query(Reason), lookup.show(desk().archive, ref, desk().audience)
    sent = json_bytes()
    require_state(shown)
    draft = revised(shown, sent)
    (done,) = recording.record(
        desk().archive,
        [draft],
        reason=asked.reason or None,
        expected_revision=shown.revision,
        by=desk().audience,
    )
    return made(done)


def made(done: Recorded) -> ResponseReturnValue:
    """What became of a record that was revised, with its new state."""
    answer = as_json(outcome_json(done))
    answer.set_etag(etag_of(lookup.show(desk().archive, done.id, desk().audience)))
    return answer


@address(
    "GET",
    "/records/<ref>/history",
    Answer(OK, "Every revision, the first one first.", Body(answers.Revision, many=True)),
    refuses=(NOT_FOUND,),
)
def record_history(ref: str) -> ResponseReturnValue:
    """The revisions of a record, each beside the one before it, as far as this reader may know."""
    found = histories.history(desk().archive, ref, desk().audience)
    return as_json([change_json(change) for change in found])


@address(
    "GET",
    "/records/<ref>/linked-from",
    Answer(OK, "The records that point to it.", Body(answers.LinkedFrom, many=True)),
    refuses=(NOT_FOUND,),
)
def record_linked_from(ref: str) -> ResponseReturnValue:
    """The records that name this one, and in which field."""
    shown = lookup.show(desk().archive, ref, desk().audience)
    rows = [
        {"id": one.id, "ref": one.ref, "type": one.type, "title": one.title, "path": pointer}
        for one, pointer in shown.linked_from
    ]
    return as_json(rows)


@address(
    "POST",
    "/records/<ref>/links",
    MADE,
    takes=Body(LinkAsked),
    refuses=(NOT_FOUND, *SENT),
)
def link_record(ref: str) -> ResponseReturnValue:
    """Link an incident to an incident, or an actor to an actor."""
    asked, here = body(LinkAsked), desk()
    one = lookup.show(here.archive, ref, here.audience).label
    other = lookup.show(here.archive, asked.to, here.audience).label
    done = linking.link(here.archive, one.id, other.id, kind=asked.type, note=asked.note or None)
    return made(done)


@address(
    "POST",
    "/records/<ref>/retirement",
    MADE,
    headers=(IF_MATCH,),
    takes=Body(RetirementAsked),
    refuses=(NOT_FOUND, CONFLICT, PRECONDITION_FAILED, PRECONDITION_REQUIRED, *SENT),
)
def retire_record(ref: str) -> ResponseReturnValue:
    """Take a record out of use. It stays readable, and search passes it over."""
    asked, here = body(RetirementAsked), desk()
    shown = lookup.show(here.archive, ref, here.audience)
    require_state(shown)
    instead = None
    if asked.in_favour_of is not None:
        instead = lookup.show(here.archive, asked.in_favour_of, here.audience).label.id
    done = joining.retire(
        here.archive, shown.label.id, why=asked.why, in_favour_of=instead, reason=asked.reason
    )
    return made(done)
