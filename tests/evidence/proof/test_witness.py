"""What a witness is asked, and how it judges; the form is the example of C2SP tlog-witness."""

from __future__ import annotations

import pytest

from evidence.errors import BadSignature, UnknownSigner
from evidence.proof.checkpoint import Checkpoint
from evidence.proof.errors import BadNote, BadProof, BadWitnessRequest, WitnessSawAnother
from evidence.proof.witness import AddCheckpoint, judge
from evidence.signing.keys import public_bytes, vkey
from tests.evidence.small_packet import LOG, ORIGIN, STRANGER, make_log

VKEY = vkey(public_bytes(LOG), name=ORIGIN)
EXAMPLE = """\
old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

"""


def seen(size: int) -> Checkpoint:
    return make_log().head(size)


def request(old: int, new: int) -> AddCheckpoint:
    return AddCheckpoint.from_text(make_log().way(old, new))


def test_a_request_comes_back_from_its_text() -> None:
    found = AddCheckpoint.from_text(EXAMPLE)
    assert (found.old_size, len(found.path)) == (20852014, 2)
    assert found.note.startswith("example.com/behind-the-sofa\n20852163\n")
    assert found.to_text() == EXAMPLE


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "old SIZE"),
        ("old 1", "no empty line"),
        ("old 01\n\nx", "old SIZE"),
        ("old -1\n\nx", "old SIZE"),
        ("OLD 1\n\nx", "old SIZE"),
        ("old 1\n!!!\n\nx", "no base64"),
        ("old 1\nAAAA\n\nx", "not 32 bytes"),
        ("old 1\n" + "A" * 42 + "B=\n\nx", "not written as base64 is"),
        ("old 1\n" + ("A" * 43 + "=\n") * 64 + "\nx", "more than 63 hashes"),
    ],
)
def test_a_text_of_another_form_is_refused(text: str, match: str) -> None:
    with pytest.raises(BadWitnessRequest, match=match):
        AddCheckpoint.from_text(text)


@pytest.mark.parametrize(("old", "new"), [(0, 20), (1, 20), (13, 20), (19, 20), (20, 20), (0, 0)])
def test_a_log_that_only_grew_is_judged_so(old: int, new: int) -> None:
    assert judge(request(old, new), vkey=VKEY, seen=seen(old) if old else None).size == new


@pytest.mark.parametrize("last", [0, 12, 14, 20])
def test_another_size_than_the_witness_saw_is_told_with_the_one_that_it_saw(last: int) -> None:
    with pytest.raises(WitnessSawAnother, match=f"size {last}, not 13") as caught:
        judge(request(13, 20), vkey=VKEY, seen=seen(last) if last else None)
    assert caught.value.size == last


def test_another_root_of_the_size_that_was_seen_is_two_histories() -> None:
    other = Checkpoint(ORIGIN, 20, bytes(32))
    with pytest.raises(WitnessSawAnother, match="two histories"):
        judge(request(20, 20), vkey=VKEY, seen=other)


def test_a_log_that_did_not_just_grow_is_refused() -> None:
    with pytest.raises(BadProof, match="does not lead to the old root"):
        judge(request(13, 20), vkey=VKEY, seen=Checkpoint(ORIGIN, 13, bytes(32)))


@pytest.mark.parametrize("old", [0, 20])
def test_a_proof_where_nothing_has_to_be_proved_is_refused(old: int) -> None:
    asked = AddCheckpoint(old, (bytes(32),), make_log().note())
    with pytest.raises(BadProof, match="has no hashes"):
        judge(asked, vkey=VKEY, seen=seen(old) if old else None)


def test_an_old_size_above_the_new_one_is_refused() -> None:
    asked = AddCheckpoint(20, (), make_log().note(13))
    with pytest.raises(BadWitnessRequest, match="above the new one, 13"):
        judge(asked, vkey=VKEY, seen=seen(20))


def test_a_note_that_the_log_did_not_sign_is_refused() -> None:
    stranger = AddCheckpoint(0, (), make_log(STRANGER).note())
    with pytest.raises(UnknownSigner):
        judge(stranger, vkey=VKEY, seen=None)
    changed = AddCheckpoint(0, (), make_log().note().replace("\n20\n", "\n21\n"))
    with pytest.raises(BadSignature):
        judge(changed, vkey=VKEY, seen=None)
    with pytest.raises(BadNote):
        judge(AddCheckpoint(0, (), "hello"), vkey=VKEY, seen=None)
