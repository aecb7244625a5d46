"""Recording: all of a batch or none, each record under its own name, each digest in the log."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from archive import log, lookup, recording, repository
from archive.checking.verify import verify
from archive.disclosure import CONFIDENTIAL
from archive.errors import (
    BadField,
    BadReference,
    Conflict,
    ExternalIdTaken,
    RefTaken,
    UnknownRecord,
    WrongType,
)
from archive.worked_example import example_records
from archive.workspace import Archive
from evidence.proof import parts
from schemas.records import BadRecord, Record, read_record
from schemas.reference import references
from tests.archive import samples
from tests.archive.samples import access, actor, incident, item, place, record, source


def size_of_log(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def stored(archive: Archive, ref: str) -> Record:
    with archive.reading() as connection:
        return repository.load(connection, ref)[1]


def refuse(archive: Archive, error: type[Exception], *drafts: Record, match: str) -> Exception:
    """See that recording the drafts is refused so, and that nothing at all was written."""
    before = size_of_log(archive)
    with pytest.raises(error, match=match) as caught:
        record(archive, *drafts)
    assert size_of_log(archive) == before
    assert verify(archive).findings == []
    return caught.value


# --- creating and revising -----------------------------------------------------------------------


def test_a_new_record_gets_an_opaque_id_and_a_ref_made_of_it(archive: Archive) -> None:
    (made,) = record(archive, incident())
    assert (made.change, made.revision, made.ref) == ("created", 1, f"incident-{made.id[:8]}")
    assert stored(archive, made.ref).id == made.id


def test_an_id_that_comes_from_elsewhere_is_kept(archive: Archive) -> None:
    (made,) = record(archive, incident("I1", id="abcdefghijklmnop"))
    assert made.id == "abcdefghijklmnop"


@pytest.mark.parametrize(
    "named",
    [
        pytest.param({"ref": "I1"}, id="ref"),
        pytest.param({"id": "abcdefghijklmnop"}, id="id"),
        pytest.param({"external_ids": [{"scheme": "field book", "value": "7"}]}, id="external-id"),
    ],
)
def test_a_known_record_is_revised_by_any_of_its_names(
    archive: Archive, named: dict[str, object]
) -> None:
    book = [{"scheme": "field book", "value": "7"}]
    (first,) = record(archive, incident("I1", id="abcdefghijklmnop", external_ids=book))
    (again,) = record(archive, incident(None, **named, title="A door was burnt"), reason="seen")
    assert (again.change, again.revision, again.id, again.ref) == ("revised", 2, first.id, "I1")
    assert lookup.show(archive, "I1", CONFIDENTIAL).view.content["title"] == "A door was burnt"
    with archive.reading() as connection:
        assert log.entry(connection, again.seq).fields["action"] == recording.REVISED
        assert log.detail(connection, again.seq) == {"reason": "seen"}


def test_a_record_is_found_under_its_new_ref_only_after_it_was_renamed(archive: Archive) -> None:
    (first,) = record(archive, incident("I1"))
    (again,) = record(archive, incident("I-one", id=first.id))
    assert (again.change, again.ref) == ("revised", "I-one")
    with pytest.raises(UnknownRecord):
        lookup.show(archive, "I1", CONFIDENTIAL)


def test_saying_the_same_again_changes_nothing(archive: Archive) -> None:
    told = incident("I1", narrative={"en": "At night."}, tags=["doors"])
    record(archive, told)
    before = size_of_log(archive)
    empty_beside = incident("I1", narrative={"en": "At night.", "ru": ""}, tags=["doors"], acts=[])
    outcomes = record(archive, told) + record(archive, empty_beside)
    assert [(row.change, row.revision) for row in outcomes] == [("unchanged", 1)] * 2
    assert size_of_log(archive) == before


def test_of_a_batch_only_what_changed_is_written(archive: Archive) -> None:
    record(archive, incident("I1"), incident("I2"))
    before = size_of_log(archive)
    outcomes = record(archive, incident("I1"), incident("I2", title="Two doors"), incident("I3"))
    assert [row.change for row in outcomes] == ["unchanged", "revised", "created"]
    assert size_of_log(archive) == before + 2
    assert verify(archive).findings == []


def test_what_could_not_be_read_again_is_not_written(archive: Archive) -> None:
    """Such a record would stand in the log for good, and no page that shows it would open."""
    made = incident("I1").model_copy(update={"id": "a" * 16, "title": "a\0b"})
    step = recording.Planned(made, None, "record.created")
    without = r"/title: expected a text without the sign U\+0000"
    with pytest.raises(BadRecord, match=without), archive.writing() as writer:
        recording.carry_out(writer, [step])
    assert size_of_log(archive) == 2


def test_nothing_to_record_is_no_trouble(archive: Archive) -> None:
    assert record(archive) == ()


# --- references ----------------------------------------------------------------------------------


def test_references_inside_a_batch_may_stand_in_any_order_and_in_circles(archive: Archive) -> None:
    drafts = [
        incident("I1", links=[{"to": "I2", "type": "precedes"}]),
        incident("I2", links=[{"to": "I1", "type": "follow_up"}], place={"place": "mill"}),
        actor("A1", relations=[{"to": "A1", "type": "possibly_same_as"}]),
        place("mill", parent="mill"),
    ]
    outcomes = {row.ref: row.id for row in record(archive, *drafts)}
    for ref, pointed_to in {"I1": {"I2"}, "I2": {"I1", "mill"}, "A1": {"A1"}}.items():
        found = {found.value for found in references(stored(archive, ref))}
        assert found == {outcomes[name] for name in pointed_to}
    assert verify(archive).findings == []


def test_a_reference_may_use_the_id_as_well_as_the_ref(archive: Archive) -> None:
    (first,) = record(archive, incident("I1"))
    record(archive, incident("I2", links=[{"to": first.id, "type": "precedes"}]))
    record(archive, incident("I3", links=[{"to": "I1", "type": "precedes"}]))
    ids = {found.value for ref in ("I2", "I3") for found in references(stored(archive, ref))}
    assert ids == {first.id}


def test_words_stay_words_where_words_may_stand(archive: Archive) -> None:
    record(archive, source("S1", received_from="a neighbour"), actor("A1"))
    record(archive, source("S2", received_from="A1"))
    shown = lookup.show(archive, "S1", CONFIDENTIAL).view.content
    assert shown["received_from"] == "a neighbour"
    assert (
        lookup.show(archive, "S2", CONFIDENTIAL)
        .labels[stored(archive, "S2").content()["received_from"]]
        .ref
        == "A1"
    )


def test_a_reference_that_leads_nowhere_is_refused_with_its_place(archive: Archive) -> None:
    wrong = incident("I2", acts=[{"type": "threat", "victims": [{"actor": "nobody"}]}])
    error = refuse(archive, BadReference, incident("I1"), wrong, match="names?|no record")
    assert isinstance(error, BadReference)
    assert (error.record, error.pointer) == ("I2", "/acts/0/victims/0/actor")
    assert error.value == "nobody"


def test_a_reference_to_the_wrong_type_is_refused(archive: Archive) -> None:
    wrong = incident("I1", links=[{"to": "A1", "type": "precedes"}])
    refuse(archive, BadReference, wrong, actor("A1"), match="type actor, where incident")


# Sixteen small letters are the form of an id. As words they would be taken for a record that
# nobody may see, and would vanish for everybody.
def test_words_in_the_form_of_an_id_are_refused(archive: Archive) -> None:
    error = refuse(
        archive,
        BadReference,
        source("S1", received_from="internationalist"),
        match="has the form of an id",
    )
    assert isinstance(error, BadReference)
    assert error.pointer == "/received_from"


# A ref in the form of an id would be taken for the id of another record, and revise that one.
def test_a_ref_in_the_form_of_an_id_is_refused(archive: Archive) -> None:
    (first,) = record(archive, incident("I1"))
    with pytest.raises(BadRecord, match="has the form of an id"):
        incident(first.id)


def test_a_ref_with_characters_that_nobody_sees_is_refused() -> None:
    for ref in ("I\x001", "I\x1b[2J", "I\u202e1", "I\u200b1"):
        with pytest.raises(BadRecord, match="/ref"):
            incident(ref)


# --- refusing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drafts", "error", "match"),
    [
        pytest.param(
            lambda _: [incident("I3"), incident("I3")], RefTaken, "'I3' for two", id="twice"
        ),
        pytest.param(
            lambda ids: [incident("I2", id=ids["I1"])], RefTaken, "'I2' for two", id="of-another"
        ),
        pytest.param(
            lambda _: [incident("I1", id="qqqqqqqqqqqqqqqq")],
            RefTaken,
            "'I1' for two",
            id="known-ref-with-another-id",
        ),
        pytest.param(lambda _: [actor("I1")], WrongType, "type actor, found incident", id="type"),
    ],
)
def test_a_name_belongs_to_one_record(
    archive: Archive,
    drafts: Callable[[dict[str, str]], list[Record]],
    error: type[Exception],
    match: str,
) -> None:
    ids = {row.ref: row.id for row in record(archive, incident("I1"), incident("I2"))}
    refuse(archive, error, incident("I9"), *drafts(ids), match=match)


def test_an_external_id_belongs_to_one_record(archive: Archive) -> None:
    book = [{"scheme": "field book", "value": "7"}]
    other = [{"scheme": "field book", "value": "8"}]
    record(archive, incident("I1", external_ids=book), incident("I2", external_ids=other))
    third = [{"scheme": "field book", "value": "9"}]
    for drafts in (
        [incident("I2", external_ids=book)],
        [incident(None, external_ids=[*book, *other])],
        [incident("I3", external_ids=third), incident("I4", external_ids=third)],
    ):
        error = refuse(archive, ExternalIdTaken, *drafts, match="field book")
        assert isinstance(error, ExternalIdTaken)
        assert error.scheme == "field book"


def test_an_external_id_given_twice_is_kept_once(archive: Archive) -> None:
    book = {"scheme": "field book", "value": "7"}
    with pytest.raises((ExternalIdTaken, BadRecord), match="field book"):
        record(archive, incident("I1", external_ids=[book, book]))
    assert verify(archive).findings == []


def test_a_revision_that_was_not_expected_is_a_conflict(archive: Archive) -> None:
    record(archive, incident("I1"))
    record(archive, incident("I1", title="Two doors"), expected_revision=1)
    with pytest.raises(Conflict, match="expected revision 1 of I1, found revision 2") as caught:
        record(archive, incident("I1", title="Three doors"), expected_revision=1)
    assert (caught.value.expected, caught.value.found) == (1, 2)
    assert lookup.show(archive, "I1", CONFIDENTIAL).revision == 2


# Whoever expects a revision means a record that is there: a typing error in the ref must not make
# a second record in silence.
def test_a_record_that_is_not_there_has_no_expected_revision(archive: Archive) -> None:
    with pytest.raises(Conflict, match="expected revision 1 of I1, found no such record"):
        record(archive, incident("I1"), expected_revision=1)
    with pytest.raises(UnknownRecord):
        lookup.show(archive, "I1", CONFIDENTIAL)


# --- paths ---------------------------------------------------------------------------------------

ACTS = [{"type": "threat", "victims": [{"description": "a woman"}]}]
LONG_PLACE = {"name": "Upper Mill", "geometry": {"type": "Point", "coordinates": [1.5, 2.5]}}


@pytest.mark.parametrize(
    "path",
    [
        "/titel",
        "/acts/1",
        "/acts/0/victims/1",
        "/acts/0/victim",
        "/acts/x",
        "/acts/00",
        "/acts/-",
        "/title/0",
        "/place/geometry/coordinates/2",
        "/review/state/x",
        "/date/edtf",
    ],
)
@pytest.mark.parametrize("rows", ["citations", "gaps", "access"])
def test_a_path_that_leads_nowhere_is_refused(archive: Archive, rows: str, path: str) -> None:
    row: dict[str, object] = {"access": access("public", **{path[1:]: "confidential"})}
    if rows == "citations":
        row = {"citations": [{"path": path, "source": "S1"}]}
    elif rows == "gaps":
        row = {"gaps": [{"path": path, "reason": "unknown"}]}
    draft = incident("I1", acts=ACTS, place=LONG_PLACE, **row)
    error = refuse(archive, BadField, source("S1"), draft, match=rows)
    assert isinstance(error, BadField)
    assert error.pointer == path


@pytest.mark.parametrize(
    "path",
    [
        "/date",
        "/acts/0",
        "/acts/0/victims/0/consequences",
        "/place/radius_m",
        "/narrative/fr",
        "/acts/0/property",
        "/tags",
        "/place/geometry/coordinates/1",
    ],
)
def test_a_path_may_name_a_field_that_is_empty(archive: Archive, path: str) -> None:
    draft = incident(
        "I1",
        acts=ACTS,
        place=LONG_PLACE,
        narrative={"en": "x"},
        gaps=[{"path": path, "reason": "unknown"}],
        citations=[{"path": path, "source": "S1"}, {"path": "", "source": "S1"}],
        access=access("public", **{path[1:]: "confidential"}),
    )
    record(archive, source("S1"), draft)
    assert verify(archive).findings == []


@pytest.mark.parametrize("name", ["id", "type", "access"])
def test_what_every_view_shows_or_hides_takes_no_rule(archive: Archive, name: str) -> None:
    draft = incident("I1", access=access("public", **{name: "confidential"}))
    refuse(archive, BadField, draft, match="cannot be for fewer eyes")


# A limit that is not kept would be worse than none.
# --- digests -------------------------------------------------------------------------------------


def test_the_log_names_the_digest_of_what_is_stored(archive: Archive) -> None:
    record(archive, incident("I1", acts=ACTS, place=LONG_PLACE))
    (made,) = record(archive, incident("I1", title="Two doors", acts=ACTS * 3))
    with archive.reading() as connection:
        kept = repository.revision(connection, repository.find(connection, "I1"))
        entry = log.entry(connection, made.seq).fields
    assert kept.secret is not None
    assert entry["digest"] == parts.digest_of(kept.content, kept.secret)
    assert entry["objects"] == [{"id": made.id, "role": "target"}]
    assert parts.digest_of(kept.content, bytes(32)) != entry["digest"]


def test_parts_that_are_disclosed_prove_their_values_and_no_more(archive: Archive) -> None:
    (made,) = record(archive, incident("I1", acts=ACTS * 2, tags=["doors"]))
    with archive.reading() as connection:
        kept = repository.revision(connection, repository.find(connection, "I1"))
        digest = log.entry(connection, made.seq).fields["digest"]
    assert kept.secret is not None
    sealed = parts.seal(kept.content, kept.secret)
    some = [text for text in sealed.texts if json.loads(text)[1] in ("/title", "/acts/1")]
    proved = parts.check_disclosed(some, sealed.digests, digest)
    assert proved == {"title": "A door was forced", "acts": [{"type": "threat"}]}
    assert len(sealed.digests) % 8 == 0


def test_two_revisions_with_the_same_words_have_two_digests(archive: Archive) -> None:
    outcomes = record(archive, incident("I1"))
    outcomes += record(archive, incident("I1", title="Two doors"))
    outcomes += record(archive, incident("I1"))
    with archive.reading() as connection:
        digests = [log.entry(connection, row.seq).fields["digest"] for row in outcomes]
    assert len(set(digests)) == 3


def test_every_type_of_record_is_verified_after_it_was_revised(archive: Archive) -> None:
    drafts = [samples.draft(kind, f"{kind}-1") for kind in samples.SMALLEST]
    record(archive, *drafts)
    changed = [draft.model_copy(update={"tags": ("seen",)}) for draft in drafts]
    assert {row.change for row in record(archive, *changed)} == {"revised"}
    assert verify(archive).findings == []


def test_the_worked_example_is_recorded_as_it_is(archive: Archive) -> None:
    drafts = [read_record(json.dumps(one)) for one in example_records()]
    assert {row.change for row in record(archive, *reversed(drafts))} == {"created"}
    assert {row.change for row in record(archive, *drafts)} == {"unchanged"}
    assert verify(archive).findings == []


def test_a_plan_changes_nothing(archive: Archive) -> None:
    with archive.reading() as connection:
        plan = recording.plan_recording(connection, [incident("I1"), item("E1")], by=CONFIDENTIAL)
        assert [step.action for step in plan] == [recording.CREATED] * 2
    assert size_of_log(archive) == 2
