"""The log's key is followed by another: both sign, verify follows, a crash costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from archive import heads, log, log_keys
from archive.errors import NotAnArchive
from archive.keyring import custodian, identity, listing, rotation
from archive.keyring.errors import KeyInUse, KeyNotLost, RevokedKey, UnknownKey
from archive.keyring.listing import Kind, State
from archive.log import Draft, Thing
from archive.workspace import Archive
from evidence.errors import UnknownSigner
from evidence.proof.checkpoint import open_checkpoint
from evidence.proof.notes import Note, add_signature, sign_note
from evidence.signing import keys
from tests.archive import samples
from tests.archive.checking.attacks import Attacked


def vkey(archive: Archive) -> str:
    return log_keys.verification_key(archive.settings)


def codes(archive: Archive) -> set[str]:
    return Attacked(archive.settings.folder).codes()


def test_a_rotation_is_an_entry_and_one_head_with_both_signatures(archive: Archive) -> None:
    before = vkey(archive)
    done = rotation.rotate(archive, reason="a year is over")
    after = vkey(archive)
    assert before != after
    for one in (before, after):
        assert open_checkpoint(done.signed.note, one).size == done.seq + 1
    assert len(Note.from_text(done.signed.note).signatures) == 2
    with archive.reading() as connection:
        fields = log.entry(connection, done.seq).fields
        words = log.detail(connection, done.seq)
    assert fields["action"] == "key.rotated"
    assert (words["previous"], words["vkey"], words["reason"]) == (before, after, "a year is over")
    assert done.after == keys.fingerprint(log_keys.public_of(after))


def test_only_the_new_key_signs_afterwards_and_the_old_private_half_is_gone(
    archive: Archive,
) -> None:
    before = vkey(archive)
    rotation.rotate(archive, reason="x")
    samples.record(archive, samples.incident())
    head = heads.newest_head(archive.settings)
    assert head is not None
    with pytest.raises(UnknownSigner):
        open_checkpoint(head.note, before)
    assert log_keys.vkey_of(archive.settings, log_keys.log_key(archive.settings)) == vkey(archive)
    assert [path.name for path in archive.settings.keys.glob("*.key")] == ["log.key"]


def test_verify_follows_rotations_through_work_between_them(archive: Archive) -> None:
    first = keys.fingerprint(log_keys.public_of(vkey(archive)))
    for _ in range(3):
        samples.record(archive, samples.incident())
        heads.sign(archive.settings, archive.engine, keep=True)
        rotation.rotate(archive, reason="x")
    samples.record(archive, samples.incident())
    attacked = Attacked(archive.settings.folder)
    report = attacked.check(key=first)
    assert report.findings == []
    assert any("handed over to the one in use" in line for line in report.trust)
    assert any(line.startswith("3 rotations") for line in report.trust)


def test_an_older_head_kept_outside_is_still_taken(archive: Archive, tmp_path: Path) -> None:
    outside = tmp_path / "kept"
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    outside.write_text(signed.note, encoding="utf-8")
    rotation.rotate(archive, reason="x")
    assert Attacked(archive.settings.folder).codes(outside=outside) == set()


def entry_only(archive: Archive, heir: str) -> None:
    """The entry of a rotation, without anything that belongs to it."""
    thing = Thing(log_keys.LOG_KEY, "key", sha256(heir.encode()).hexdigest())
    detail = {"vkey": heir, "previous": vkey(archive)}
    with archive.writing() as writer:
        writer.append([Draft(log_keys.ROTATED, (thing,), detail=detail)])


def test_a_rotation_that_the_key_before_did_not_sign_is_found(archive: Archive) -> None:
    # Somebody who can write the database, but has not the key, gives the log a key of his own.
    samples.record(archive, samples.incident())
    stranger, settings = keys.generate(), archive.settings
    entry_only(archive, log_keys.vkey_of(settings, stranger))
    keys.replace_private(settings.keys / "log.key", stranger)
    (settings.keys / "log.vkey").write_text(log_keys.vkey_of(settings, stranger) + "\n")
    attacked = Attacked(settings.folder)
    attacked.sign_again(kept=False)
    assert codes(archive) == {"key.rotation_unsigned"}


def test_a_rotation_signed_by_a_key_that_was_already_followed_is_found(archive: Archive) -> None:
    settings = archive.settings
    stolen = log_keys.log_key(settings)
    rotation.rotate(archive, reason="it may have been stolen")
    stranger = keys.generate()
    entry_only(archive, log_keys.vkey_of(settings, stranger))
    keys.replace_private(settings.keys / "log.key", stranger)
    (settings.keys / "log.vkey").write_text(log_keys.vkey_of(settings, stranger) + "\n")
    Attacked(settings.folder).sign_again(kept=False)
    path = settings.checkpoints / heads.HEAD
    note = Note.from_text(path.read_text(encoding="utf-8"))
    by_thief = sign_note(note.text, name=settings.name, key=stolen)
    path.write_text(add_signature(note, by_thief.signatures[0]).to_text(), encoding="utf-8")
    assert codes(archive) == {"key.rotation_unsigned"}


def test_the_head_of_a_rotation_that_was_taken_away_is_missed(archive: Archive) -> None:
    done = rotation.rotate(archive, reason="x")
    samples.record(archive, samples.incident())
    done.signed.path.unlink()
    assert codes(archive) == {"key.rotation_unsigned"}


def crash_after_the_private_half(archive: Archive) -> None:
    keys.write_private(log_keys.next_path(archive.settings), keys.generate())


def crash_after_the_entry(archive: Archive) -> None:
    # The head that follows the entry is signed by the old key alone, as if power had failed then.
    heir = keys.generate()
    entry_only(archive, log_keys.vkey_of(archive.settings, heir))
    keys.write_private(log_keys.next_path(archive.settings), heir)


def crash_within_the_last_step(archive: Archive) -> None:
    settings = archive.settings
    old = log_keys.log_key(settings)
    rotation.rotate(archive, reason="x")
    (settings.keys / "log.key").rename(log_keys.next_path(settings))
    keys.write_private(settings.keys / "log.key", old)


@pytest.mark.parametrize(
    "crash", [crash_after_the_private_half, crash_after_the_entry, crash_within_the_last_step]
)
def test_a_crash_within_a_rotation_is_mended_by_the_next_change(
    archive: Archive, crash: Callable[[Archive], None]
) -> None:
    crash(archive)
    samples.record(archive, samples.incident())
    assert codes(archive) == set()
    rotation.rotate(archive, reason="again")
    assert codes(archive) == set()
    assert not log_keys.next_path(archive.settings).exists()


def test_a_rotation_that_was_begun_is_finished_before_another(archive: Archive) -> None:
    crash_after_the_entry(archive)
    rotation.rotate(archive, reason="x")
    assert codes(archive) == set()
    with archive.reading() as connection:
        known = [one for one in listing.known_keys(connection) if one.kind is Kind.LOG]
    assert [one.state for one in known] == [State.FOLLOWED, State.FOLLOWED, State.IN_USE]


def test_a_custodian_key_is_revoked_and_another_one_made(archive: Archive) -> None:
    key = custodian.custodian_key(archive)
    with archive.writing() as writer:
        custodian.enter(writer, key)
    rotation.revoke(archive, key.fingerprint, reason="the laptop was lost")
    again = custodian.custodian_key(archive)
    assert again.fingerprint != key.fingerprint
    with archive.writing() as writer, pytest.raises(RevokedKey, match="revoked"):
        custodian.enter(writer, key)
    with archive.reading() as connection:
        states = {one.fingerprint: one.state for one in listing.known_keys(connection)}
    assert states[key.fingerprint] is State.REVOKED
    assert codes(archive) == set()


def test_the_key_of_the_log_is_never_revoked(archive: Archive) -> None:
    ours = keys.fingerprint(log_keys.public_of(vkey(archive)))
    with pytest.raises(KeyInUse, match="key rotate"):
        rotation.revoke(archive, ours, reason="x")


@pytest.mark.parametrize("fingerprint", ["", "SHA256:nothing"])
def test_a_key_that_nobody_named_cannot_be_revoked(archive: Archive, fingerprint: str) -> None:
    with pytest.raises(UnknownKey, match="the log names"):
        rotation.revoke(archive, fingerprint, reason="x")


def test_a_lost_key_is_replaced_and_found_until_the_identity_vouches_for_the_new_one(
    archive: Archive, tmp_path: Path
) -> None:
    stick = tmp_path / "identity.pem"
    identity.new_identity(archive, stick)
    (archive.settings.keys / "log.key").unlink()
    with pytest.raises(NotAnArchive, match="no readable log key"):
        samples.record(archive, samples.incident())
    rotation.replace_lost(archive, reason="the disk of the laptop died")
    samples.record(archive, samples.incident())
    assert codes(archive) == {"key.rotation_unsigned"}
    identity.sign_list(archive, stick)
    report = Attacked(archive.settings.folder).check()
    assert report.findings == []
    assert any(line.startswith("the identity key, for a key of the log") for line in report.trust)


def test_an_identity_that_came_after_a_lost_key_vouches_for_nothing(
    archive: Archive, tmp_path: Path
) -> None:
    # Who stole the archive could make an identity as well as a key.
    (archive.settings.keys / "log.key").unlink()
    rotation.replace_lost(archive, reason="x")
    identity.new_identity(archive, tmp_path / "i.pem")
    identity.sign_list(archive, tmp_path / "i.pem")
    assert codes(archive) == {"key.rotation_unsigned"}


def test_a_key_that_is_there_is_not_called_lost(archive: Archive) -> None:
    with pytest.raises(KeyNotLost, match="leave out --lost"):
        rotation.replace_lost(archive, reason="x")
    assert codes(archive) == set()
