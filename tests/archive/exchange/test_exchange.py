"""Records that go from one archive to another and back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from archive import custody, history, log, lookup, repository
from archive.checking.verify import verify
from archive.condition import condition_of
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.erasing import erase
from archive.errors import BadReference, NotPermitted, UnknownRecord
from archive.exchange import deciding, partners, taking
from archive.exchange.deciding import Choice
from archive.exchange.errors import (
    IdTaken,
    NoConflict,
    NotAChoice,
    NothingToSend,
    OtherKeyKnown,
    UnknownArchive,
    UntrustedArchive,
)
from archive.founding import found_archive, open_archive
from archive.workspace import Archive
from tests.archive.exchange.bundles import key_of, make, send, unpacked, what
from tests.archive.samples import access, actor, add, case, incident, item, record, source
from tests.journeys.killing import forks


@pytest.fixture
def recorded(laptop: Archive, tmp_path: Path) -> Archive:
    """The laptop with a case: an incident, somebody, a file, and another incident beside it."""
    record(laptop, actor("vera", name="Vera N."))
    record(laptop, incident("I1", acts=[{"type": "threat", "victims": [{"actor": "vera"}]}]))
    record(laptop, incident("I2", title="Beside it"))
    record(laptop, case("C1", incidents=["I1"]))
    (tmp_path / "page.txt").write_text("a page that was handed over")
    add(laptop, tmp_path / "page.txt", incident="I1")
    return laptop


def whole(archive: Archive) -> bool:
    return not verify(archive).findings


def content(archive: Archive, ref: str) -> dict[str, object]:
    with archive.reading() as connection:
        return repository.load(connection, ref)[1].content()


def size(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def revise(archive: Archive, ref: str, **fields: object) -> None:
    kept = {key: value for key, value in content(archive, ref).items() if key not in ("type",)}
    record(archive, incident(**{**kept, **fields}))


def test_a_case_arrives_whole_with_all_that_it_names(recorded, office) -> None:
    taken = send(recorded, office, "C1")
    assert sorted(step.type for step in taken.taking.steps) == ["actor", "case", "incident", "item"]
    assert set(what(taken).values()) == {"new"}
    assert taken.files == 1
    for step in taken.taking.steps:
        assert content(office, step.ref) == content(recorded, step.ref)
    with pytest.raises(UnknownRecord):
        content(office, "I2")
    assert whole(office)
    assert whole(recorded)


def test_a_revision_has_the_same_record_digest_in_both(recorded, office) -> None:
    send(recorded, office, "C1")

    def digests(archive: Archive) -> list[str]:
        with archive.reading() as connection:
            rows = repository.revisions(connection, repository.find(connection, "I1").id)
            return [log.entry(connection, row.seq).fields["digest"] for row in rows]

    assert digests(office) == digests(recorded)


def test_who_recorded_it_there_is_told_in_history_and_custody(recorded, office) -> None:
    taken = send(recorded, office, "C1")
    (change,) = history.history(office, "I1", CONFIDENTIAL)
    assert change.received is not None
    assert change.received.archive == recorded.settings.name
    (entry,) = change.received.entries
    with recorded.reading() as connection:
        there = repository.find(connection, "I1")
        assert (entry.entry, entry.who) == (there.seq, "Vera")
        assert entry.at == log.entry(connection, there.seq).fields["at"]
    (item,) = [step.ref for step in taken.taking.steps if step.type == "item"]
    first = custody.custody_of(office, item, CONFIDENTIAL)[0]
    assert f"received from the archive {recorded.settings.name} (in its log: entry" in first.words


def test_the_words_of_the_bundle_hold_what_proves_each_entry(recorded, office) -> None:
    taken = send(recorded, office, "C1")
    assert taken.seq is not None
    with office.reading() as connection:
        told = log.detail(connection, taken.seq)
        assert told["received"]["key"] == key_of(recorded)
        assert told["head"].startswith(recorded.settings.origin)
        for step in taken.taking.steps:
            entry = log.about(connection, step.id)[0]
            assert "proof" in log.detail(connection, entry.seq)


def test_a_second_pull_changes_nothing(recorded, office) -> None:
    send(recorded, office, "C1")
    before = size(office)
    again = send(recorded, office, "C1")
    assert again.seq is None
    assert set(what(again).values()) == {"same"}
    assert size(office) == before


def test_what_one_side_has_revised_is_taken_forward_both_ways(recorded, office) -> None:
    send(recorded, office, "C1")
    revise(office, "I1", title="As the office says")
    assert what(send(recorded, office, "C1"))["I1"] == "ours is newer"
    assert what(send(office, recorded, "C1"))["I1"] == "revised"
    assert content(recorded, "I1") == content(office, "I1")
    revise(recorded, "I1", title="As the laptop says")
    assert what(send(recorded, office, "C1"))["I1"] == "revised"
    assert content(office, "I1")["title"] == "As the laptop says"
    assert whole(office)
    assert whole(recorded)


def test_new_custody_of_an_item_follows_alone(recorded, office) -> None:
    taken = send(recorded, office, "C1")
    (item,) = [step.ref for step in taken.taking.steps if step.type == "item"]
    custody.transfer(recorded, item, to="the investigator")
    again = send(recorded, office, "C1")
    assert [len(step.custody) for step in again.taking.steps if step.type == "item"] == [1]
    assert (
        "Item transferred out by Vera" in custody.custody_of(office, item, CONFIDENTIAL)[-1].words
    )
    assert send(recorded, office, "C1").seq is None


def test_what_went_there_and_came_back_is_no_news(recorded, office) -> None:
    taken = send(recorded, office, "C1")
    (item,) = [step.ref for step in taken.taking.steps if step.type == "item"]
    custody.transfer(recorded, item, to="the investigator")
    send(recorded, office, "C1")
    assert send(office, recorded, "C1").seq is None
    assert send(recorded, office, "C1").seq is None


def test_a_third_archive_hears_where_the_second_had_it_from(
    recorded, office, founded, tmp_path
) -> None:
    third = found_archive(tmp_path / "third", person="Ivan")
    partners.trust(third, key_of(office))
    send(recorded, office, "C1")
    send(office, third, "C1")
    (change,) = history.history(third, "I1", CONFIDENTIAL)
    assert change.received is not None
    assert change.received.before is not None
    assert (change.received.archive, change.received.before.archive) == (
        office.settings.name,
        recorded.settings.name,
    )
    assert (
        f"; there received from the archive {recorded.settings.name}" in change.received.in_words()
    )
    assert whole(third)
    third.close()


@pytest.fixture
def both_revised(recorded, office) -> tuple[Archive, Archive]:
    """Both have revised one incident: the title otherwise, and a tag on one side."""
    send(recorded, office, "C1")
    revise(recorded, "I1", title="As the laptop says", tags=["night"])
    revise(office, "I1", title="As the office says")
    return recorded, office


def test_both_revisions_are_kept_and_ours_stands(both_revised) -> None:
    laptop, office = both_revised
    assert what(send(laptop, office, "C1"))["I1"] == "conflict"
    assert content(office, "I1")["title"] == "As the office says"
    with office.reading() as connection:
        rows = repository.revisions(connection, repository.find(connection, "I1").id)
    titles = [row.content["title"].split()[-2] for row in rows]
    assert titles == ["was", "office", "laptop", "office"]
    (waiting,) = deciding.waiting(office)
    assert (waiting.summary.ref, waiting.archive) == ("I1", laptop.settings.name)
    assert send(laptop, office, "C1").seq is None
    assert whole(office)


def test_a_person_decides_field_by_field(both_revised) -> None:
    laptop, office = both_revised
    send(laptop, office, "C1")
    found = deciding.look_at(office, "I1")
    assert {(one.pointer, one.both) for one in found.differences} == {
        ("/title", True),
        ("/tags", False),
    }
    with pytest.raises(NotAChoice, match="expected one of the fields that differ"):
        deciding.decide(office, "I1", Choice.BOTH)
    with pytest.raises(NotAChoice, match="'/tags'"):
        deciding.decide(office, "I1", Choice.BOTH, {"/tags": Choice.OURS})
    deciding.decide(office, "I1", Choice.BOTH, {"/title": Choice.OURS}, reason="seen together")
    decided = content(office, "I1")
    assert (decided["title"], decided["tags"]) == ("As the office says", ["night"])
    assert deciding.waiting(office) == ()
    with pytest.raises(NoConflict, match="found I1"):
        deciding.look_at(office, "I1")
    assert what(send(office, laptop, "C1"))["I1"] == "revised"
    assert content(laptop, "I1") == decided
    assert whole(laptop)


@pytest.mark.parametrize("choice", [Choice.OURS, Choice.THEIRS])
def test_a_person_takes_one_side_as_a_whole(both_revised, choice: Choice) -> None:
    laptop, office = both_revised
    send(laptop, office, "C1")
    expected = content(office if choice is Choice.OURS else laptop, "I1")
    deciding.decide(office, "I1", choice)
    assert content(office, "I1") == expected
    assert deciding.waiting(office) == ()
    assert whole(office)


def test_what_tells_of_a_file_goes_with_the_file_that_is_chosen(laptop, office, tmp_path) -> None:
    # Each side got the film by itself: chosen apart, one's size would stand by the other's file.
    record(laptop, item("film", state="lead"))
    send(laptop, office)
    for side, words in ((laptop, "one copy"), (office, "another, longer copy")):
        path = tmp_path / f"{side.settings.name}.txt"
        path.write_text(words)
        add(side, path, lead="film")
    send(laptop, office)
    (one,) = (row for row in deciding.look_at(office, "film").differences if row.both)
    assert one.pointer == "/digest"
    theirs = content(laptop, "film")
    deciding.decide(office, "film", Choice.BOTH, {"/digest": Choice.THEIRS})
    found = content(office, "film")
    for name in ("digest", "size", "crc32", "names", "acquired"):
        assert found[name] == theirs[name], name
    assert whole(office)


def test_a_date_is_chosen_as_a_whole(recorded, office) -> None:
    send(recorded, office, "C1")
    revise(recorded, "I1", date={"edtf": "2014-12-12", "verbatim": "the 12th"})
    revise(office, "I1", date={"edtf": "2014-12-13"})
    send(recorded, office, "C1")
    (one,) = deciding.look_at(office, "I1").differences
    assert (one.pointer, one.both) == ("/date", True)
    deciding.decide(office, "I1", Choice.BOTH, {"/date": Choice.OURS})
    assert "verbatim" not in content(office, "I1")["date"]


def test_what_nobody_has_decided_goes_along_undecided(both_revised) -> None:
    laptop, office = both_revised
    send(laptop, office, "C1")
    assert what(send(office, laptop, "C1"))["I1"] == "revised"
    (waiting,) = deciding.waiting(laptop)
    assert waiting.summary.ref == "I1"
    deciding.decide(laptop, "I1", Choice.THEIRS)
    assert content(laptop, "I1")["title"] == "As the laptop says"
    assert what(send(laptop, office, "C1"))["I1"] == "revised"
    assert deciding.waiting(office) == ()
    assert content(office, "I1") == content(laptop, "I1")


def test_a_ref_that_is_taken_gets_the_archive_behind_it_and_goes_back_so(recorded, office) -> None:
    record(office, incident("I1", title="Another one"))
    taken = send(recorded, office, "C1")
    name = f"I1-{recorded.settings.name}"
    assert [step.ref for step in taken.taking.steps if step.called == "I1"] == [name]
    assert content(office, "I1")["title"] == "Another one"
    alias = {"scheme": f"ref in {recorded.settings.name}", "value": "I1"}
    assert content(office, name)["external_ids"] == [alias]
    assert send(recorded, office, "C1").seq is None
    revise(recorded, "I1", title="Said again")
    assert what(send(recorded, office, "C1"))[name] == "revised"
    assert content(office, name)["title"] == "Said again"
    assert whole(office)
    send(office, recorded)
    assert content(recorded, name) == content(office, name)
    assert content(recorded, "I1") == content(office, "I1")
    assert whole(recorded)


def test_an_external_id_that_is_taken_keeps_its_value_under_another_scheme(laptop, office) -> None:
    name = [{"scheme": "list", "value": "7"}]
    record(laptop, incident("A", external_ids=name))
    record(office, incident("B", external_ids=name))
    send(laptop, office)
    there = f"list in {laptop.settings.name}"
    assert content(office, "A")["external_ids"] == [{"scheme": there, "value": "7"}]
    assert whole(office)


def test_an_archive_that_nobody_trusts_is_refused_unless_its_key_is_given(recorded, office) -> None:
    partners.forget(office, recorded.settings.name)
    made = make(recorded, "C1")
    with pytest.raises(UntrustedArchive, match="khronika trust") as caught:
        taking.take(office, made.path)
    assert caught.value.archive == recorded.settings.name
    assert taking.take(office, made.path, key=key_of(recorded)).seq is not None
    with pytest.raises(UntrustedArchive, match="the key given is that of"):
        taking.take(office, made.path, key=key_of(office))


def test_another_key_takes_the_place_of_a_trusted_one_only_on_request(laptop, office) -> None:
    named = laptop.settings.name
    other = key_of(office).replace(office.settings.name, named, 1)
    name, _, rest = other.partition("+")
    from evidence.signing import keys

    vkey = keys.vkey(keys.public_bytes(keys.generate()), name=name)
    assert rest
    with pytest.raises(OtherKeyKnown, match="--replace"):
        partners.trust(office, vkey)
    assert partners.trust(office, vkey, replace=True).vkey == vkey
    partners.forget(office, named)
    with pytest.raises(UnknownArchive, match="found"):
        partners.forget(office, named)


def test_what_was_erased_here_stays_erased(recorded, office) -> None:
    send(recorded, office, "C1")
    with office.reading() as connection:
        record_id = repository.find(connection, "I1").id
    erase(office, "I1", basis="consent withdrawn")
    taken = send(recorded, office, "C1")
    assert {step.id: step.what for step in taken.taking.steps}[record_id] == "erased here"
    with office.reading() as connection, pytest.raises(UnknownRecord):
        lookup.find(connection, record_id, CONFIDENTIAL)
    assert whole(office)


def test_what_points_to_an_erased_record_can_be_revised_where_it_came(recorded, office) -> None:
    erase(recorded, "vera", basis="consent withdrawn")
    send(recorded, office, "C1")
    revise(office, "I1", title="Said again")
    acts = content(recorded, "I1")["acts"]
    assert content(office, "I1")["acts"] == acts
    assert lookup.show(office, "I1", CONFIDENTIAL).view.content["title"] == "Said again"
    with pytest.raises(BadReference, match="no record has"):
        record(office, incident("I9", acts=acts))
    assert whole(office)


def test_what_came_from_elsewhere_is_no_backup(laptop, office) -> None:
    record(laptop, incident("A"))
    send(laptop, office)
    assert condition_of(office).backup is None


def test_an_id_of_another_type_is_refused(laptop, office) -> None:
    record(laptop, incident("A", id="a" * 16))
    record(office, source("S", id="a" * 16))
    with pytest.raises(IdTaken, match="nothing was taken in"):
        send(laptop, office)
    assert content(office, "S")["title"]


def test_nobody_takes_in_what_is_closed_to_them(laptop, office) -> None:
    from archive.accounts.granting import let_in
    from archive.policy import Role, Standing
    from schemas.access import Level

    let_in(office, "Rita", Standing(Role.RECORDER, Level.RESTRICTED, frozenset()))
    record(laptop, incident("A", access={"level": "public", "compartments": ["team-a"]}))
    made = make(laptop)
    with office.reading() as connection:
        from archive import people

        rita = people.find(connection, "Rita")
    with pytest.raises(NotPermitted, match="put A into team-a"):
        taking.take(office.working_as(rita), made.path)
    assert what(taking.take(office, made.path)) == {"A": "new"}


def _take_and_die(folder: Path, bundle: Path) -> None:
    """Take a bundle in, in a process that is killed once the files are there."""
    own = open_archive(folder)
    taking.take(own, bundle, watch=lambda _: os.kill(os.getpid(), signal.SIGKILL))


def test_a_process_killed_between_files_and_records_leaves_nothing_half(recorded, office) -> None:
    made = make(recorded, "C1")
    before = size(office)
    child = forks.Process(target=_take_and_die, args=(office.settings.folder, made.path))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert size(office) == before
    assert [one.code for one in verify(office).findings] == ["blob.unreferenced"]
    taken = taking.take(office, made.path)
    assert (taken.files, set(what(taken).values())) == (0, {"new"})
    assert whole(office)


def test_two_bundles_of_one_state_for_an_audience_are_the_same_bytes(laptop) -> None:
    record(laptop, incident("A", access=access("public")))
    first = make(laptop, audience="public").path.read_bytes()
    assert make(laptop, audience="public", name="b").path.read_bytes() == first


def test_the_public_does_not_hear_from_where_something_came(laptop, office) -> None:
    record(laptop, incident("A", access=access("public")))
    send(laptop, office)
    assert history.history(office, "A", PUBLIC)[0].received is None
    assert history.history(office, "A", RESTRICTED)[0].received is not None


def test_a_bundle_of_nothing_is_not_made(laptop) -> None:
    record(laptop, incident("A", access=access("confidential")))
    with pytest.raises(NothingToSend, match="'public'"):
        make(laptop, audience="public")


def test_the_bundle_holds_no_entry_about_who_holds_copies(recorded) -> None:
    make(recorded, "C1")
    lines = unpacked(make(recorded, "C1", name="b").path)["log/entries.jsonl"]
    assert b"exported" not in lines
