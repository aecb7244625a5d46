"""A head is timestamped, the answer kept as it came, and an entry names it; each step may break."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from archive import heads, log
from archive.anchors.anchoring import (
    ANCHORED,
    Anchored,
    Missed,
    anchor,
    anchor_all,
    enter_waiting,
)
from archive.anchors.authorities import Authority, add_authority
from archive.anchors.errors import BadAuthority
from archive.anchors.files import ANSWER, REQUEST, anchor_file, anchor_files
from archive.workspace import Archive
from evidence.errors import Unreachable
from evidence.timestamping.errors import BadTimestamp, OtherContent, UnknownAuthority
from evidence.timestamping.timestamp_request import request
from tests.archive import samples
from tests.authority import OpensslAuthority, Served, serving
from tests.evidence.stamping import Authority as Made


def size_of(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def files(archive: Archive, kind: str) -> list[str]:
    return [one.path.name for one in anchor_files(archive.settings.checkpoints, kind)]


def test_a_head_gets_a_timestamp_that_an_entry_names(archive: Archive, office: Authority) -> None:
    before = size_of(archive)
    done = anchor(archive, office)
    assert (done.authority, done.size, done.seq) == ("office", before, before)
    with archive.reading() as connection:
        fields = log.entry(connection, done.seq).fields
        words = log.detail(connection, done.seq)
    answer = done.path.read_bytes()
    assert fields["action"] == ANCHORED
    (thing,) = fields["objects"]
    assert thing["sha256"] == sha256(answer).hexdigest()
    assert thing["size"] == len(answer)
    assert words["authority"] == "office"
    assert words["time"] == log.moment(done.timestamp.time)
    head = heads.kept_heads(archive.settings)
    assert done.timestamp.imprint in {sha256(path.read_bytes()).digest() for path in head}


def test_only_a_digest_and_a_number_leave(
    archive: Archive, office: Authority, served: Served
) -> None:
    samples.record(archive, samples.incident("I1", title="A secret title"))
    anchor(archive, office)
    (query,) = served.asked
    assert len(query) < 100
    assert archive.settings.name.encode() not in query
    assert b"secret" not in query


def test_two_authorities_stamp_the_same_head(
    archive: Archive, office: Authority, tmp_path: Path
) -> None:
    other = OpensslAuthority(tmp_path / "other", name="Other", with_chain=True)
    with serving(other) as served:
        add_authority(archive.settings, "other", url=served.url, root=other.root)
        done = anchor_all(archive)
    assert [one.authority for one in done] == ["office", "other"]
    assert len({one.size for one in done}) == 1
    assert all(isinstance(one, Anchored) for one in done)


def test_one_that_fails_does_not_stop_the_others(
    archive: Archive, office: Authority, served: Served
) -> None:
    root = served.authority.root
    add_authority(archive.settings, "absent", url="http://127.0.0.1:1/", root=root)
    told: list[str] = []
    missed, done = anchor_all(archive, watch=told.append)
    assert isinstance(missed, Missed)
    assert isinstance(missed.why, Unreachable)
    assert isinstance(done, Anchored)
    assert any(line.startswith("no timestamp by absent") for line in told)
    assert done.sentence in told


def test_without_authorities_nobody_is_asked(archive: Archive) -> None:
    def send(*_: object, **__: object) -> bytes:
        raise AssertionError("somebody was asked")

    assert anchor_all(archive, send=send) == ()


def test_what_failed_is_tried_again_with_the_same_request(
    archive: Archive, office: Authority, served: Served
) -> None:
    served.status = 503
    with pytest.raises(Unreachable, match="503"):
        anchor(archive, office)
    assert files(archive, ANSWER) == []
    (waiting,) = files(archive, REQUEST)
    served.status = 200
    done = anchor(archive, office)
    assert served.asked[0] == served.asked[1]
    assert done.path.with_suffix(REQUEST).name == waiting


def test_an_old_answer_given_again_is_refused(
    archive: Archive, office: Authority, served: Served
) -> None:
    first = anchor(archive, office)
    served.keep = first.path.read_bytes()
    samples.record(archive, samples.incident("I1"))
    with pytest.raises(OtherContent, match="other content"):
        anchor(archive, office)
    assert len(files(archive, ANSWER)) == 1


def test_an_answer_of_the_same_head_with_another_nonce_is_refused(
    archive: Archive, office: Authority, served: Served
) -> None:
    head = heads.sign(archive.settings, archive.engine, keep=True)
    served.keep = served.authority.answer(request(head.note.encode(), nonce=4))
    with pytest.raises(BadTimestamp, match="the nonce"):
        anchor(archive, office)
    assert files(archive, ANSWER) == []


def test_an_answer_by_another_authority_is_refused(
    archive: Archive, office: Authority, served: Served, tmp_path: Path
) -> None:
    served.authority = OpensslAuthority(tmp_path / "stranger", name="Office")
    with pytest.raises(UnknownAuthority, match="trusted root"):
        anchor(archive, office)
    assert files(archive, ANSWER) == []


def test_a_page_in_the_place_of_an_answer_is_refused(
    archive: Archive, office: Authority, served: Served
) -> None:
    served.keep = b"<html>sign in to this network</html>"
    with pytest.raises(BadTimestamp, match="malformed"):
        anchor(archive, office)
    assert files(archive, ANSWER) == []


def test_an_authority_without_address_is_never_called(archive: Archive, served: Served) -> None:
    root = served.authority.root
    by_hand = add_authority(archive.settings, "by-hand", url=None, root=root)
    with pytest.raises(BadAuthority, match="carry its requests as files"):
        anchor(archive, by_hand)
    assert anchor_all(archive) == ()


def test_a_crash_before_the_entry_costs_nothing(
    archive: Archive, office: Authority, served: Served
) -> None:
    # As if power had failed between step 4 and step 5: the answer is there, its entry is not.
    other = heads.sign(archive.settings, archive.engine, keep=True)
    answer = anchor_file(archive.settings, other.checkpoint.size, "office", ANSWER)
    tsr = served.authority.answer(request(other.note.encode(), nonce=9))
    answer.path.write_bytes(tsr)
    (seq,) = enter_waiting(archive)
    assert enter_waiting(archive) == ()
    with archive.reading() as connection:
        assert log.entry(connection, seq).fields["objects"][0]["id"] == answer.id


def test_files_that_are_no_answers_are_never_entered(archive: Archive, office: Authority) -> None:
    head = heads.sign(archive.settings, archive.engine, keep=True)
    size, folder = head.checkpoint.size, archive.settings.checkpoints
    made = Made()
    (folder / f"{size:012d}.office.tsr").write_bytes(made.token(head.note.encode()))
    (folder / f"{size:012d}.stranger.tsr").write_bytes(b"x")
    (folder / "notes.tsr").write_bytes(b"x")
    assert enter_waiting(archive) == ()


def test_asking_again_for_the_same_head_gives_the_answer_that_is_there(
    archive: Archive, office: Authority, served: Served
) -> None:
    head = heads.sign(archive.settings, archive.engine, keep=True)
    first = anchor(archive, office, signed=head)
    assert anchor(archive, office, signed=head) == first
    assert len(served.asked) == 1


def test_renewal_is_a_later_token_over_a_head_that_holds_the_earlier_one(
    archive: Archive, office: Authority
) -> None:
    first, second = anchor(archive, office), anchor(archive, office)
    assert second.size > first.seq
    assert files(archive, ANSWER) == [first.path.name, second.path.name]
