"""A bundle that somebody has altered, or that is none: refused, and nothing written.

Those altered without the key are what a thief of the stick can do; those signed again are what a
trusted archive that is broken or bribed can do.
"""

from __future__ import annotations

import base64
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import log
from archive.exchange import form, partners, taking
from archive.exchange.errors import BadBundle, NewerBundle, NotEncryptedToUs
from archive.exchange.unlocking import unlocked
from archive.workspace import Archive
from evidence.proof import canonical
from tests.archive.exchange.bundles import (
    Files,
    altered,
    key_of,
    make,
    packed,
    unpacked,
    with_lines,
)
from tests.archive.samples import add, copy_of, incident, record


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all tests: they write into no archive."""
    folder: Path = tmp_path_factory.mktemp("tampering")
    return folder


@pytest.fixture(scope="module")
def laptop(site: Path, founded: Path) -> Iterator[Archive]:
    """An archive with an incident of two revisions and a file."""
    made = copy_of(founded, site / "laptop")
    record(made, incident("I1"))
    record(made, incident("I1", title="Said again"))
    (site / "page.txt").write_text("a page that was handed over")
    add(made, site / "page.txt", incident="I1")
    yield made
    made.close()


@pytest.fixture(scope="module")
def office(site: Path, founded_office: Path, laptop: Archive) -> Iterator[Archive]:
    """An archive that trusts it."""
    made = copy_of(founded_office, site / "office")
    partners.trust(made, key_of(laptop))
    yield made
    made.close()


@pytest.fixture(scope="module")
def made(laptop: Archive) -> bytes:
    """What the archive sends."""
    return make(laptop).path.read_bytes()


@pytest.fixture
def bundle(made: bytes, tmp_path: Path) -> Path:
    """The bundle, to be altered."""
    (tmp_path / "a.bundle").write_bytes(made)
    return tmp_path / "a.bundle"


def evidence_of(files: Files) -> str:
    return next(name for name in files if name.startswith(form.EVIDENCE))


def add_file(name: str) -> Callable[[Files], None]:
    return lambda files: files.update({name: b"more"})


def change_evidence(files: Files) -> None:
    files[evidence_of(files)] = b"forged"


def lose_evidence(files: Files) -> None:
    del files[evidence_of(files)]


def lose(name: str) -> Callable[[Files], None]:
    def alter(files: Files) -> None:
        del files[name]

    return alter


def replace_in(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def alter(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new)

    return alter


def other_note(files: Files) -> None:
    text, _, line = files[form.NOTE].decode().rpartition(" ")
    data = bytearray(base64.b64decode(line))
    data[-1] ^= 1
    files[form.NOTE] = f"{text} {base64.b64encode(data).decode()}\n".encode()


def first(change: Callable[[Any], None]) -> Callable[[list[Any]], None]:
    return lambda rows: change(rows[0])


def first_with(field: str, change: Callable[[Any], None]) -> Callable[[list[Any]], None]:
    return lambda rows: change(next(row for row in rows if len(row.get(field, ())) > 1))


def other_words(rows: list[Any]) -> None:
    """Words that no entry has the digest of."""
    rows[0]["words"], rows[0]["secret"] = '{"reason":"another"}', "0" * 64


def forget_custody_entry(rows: list[Any]) -> None:
    rows[0]["custody"] = [99_999]


def other_body(row: Any) -> None:
    content = canonical.decode(row["revisions"][0]["body"].encode())
    row["revisions"][0]["body"] = canonical.encode({**content, "title": "Forged"}).decode()


def another_type(row: Any) -> None:
    row["revisions"][0]["body"] = '{"nothing":1}'


def other_id(row: Any) -> None:
    row["id"] = "z" * 16


UNSIGNED: dict[str, tuple[Callable[[Files], None], str]] = {
    "a file altered": (change_evidence, "bundle.file_changed"),
    "a file taken out": (lose_evidence, "bundle.file_missing"),
    "a file added": (add_file(f"{form.EVIDENCE}{'0' * 64}"), "bundle.file_added"),
    "a file of another name added": (add_file("notes.txt"), "bundle.file_unknown"),
    "a way out of the folder": (add_file("../../evil"), "bundle.file_unknown"),
    "an absolute path": (add_file("/etc/evil"), "bundle.file_unknown"),
    "the records altered": (
        replace_in(form.RECORDS, b"A door", b"A gate"),
        "bundle.file_changed",
    ),
    "the list altered": (
        replace_in(form.LIST, b'"records":2', b'"records":3'),
        "bundle.list_changed",
    ),
    "the list spoiled": (replace_in(form.LIST, b"{", b""), "bundle.bad_list"),
    "the list of another shape": (
        replace_in(form.LIST, b'"records":2', b'"records":2,"more":1'),
        "bundle.bad_list",
    ),
    "the list taken out": (lose(form.LIST), "bundle.file_missing"),
    "the signature taken out": (lose(form.NOTE), "bundle.file_missing"),
    "the signature altered": (other_note, "bundle.bad_signature"),
    "the head taken out": (lose(form.CHECKPOINT), "bundle.file_missing"),
}
SIGNED: dict[str, tuple[Callable[[Files], None], str]] = {
    "a file altered": (change_evidence, "bundle.file_changed"),
    "a file of a record taken out": (lose_evidence, "bundle.file_missing"),
    "the head taken out": (lose(form.CHECKPOINT), "bundle.file_missing"),
    "the head altered": (
        replace_in(form.CHECKPOINT, b"/log/1", b"/log/2"),
        "bundle.bad_checkpoint",
    ),
    "an entry altered": (
        with_lines(
            form.ENTRIES, first(lambda row: row.update(entry=row["entry"].replace('"ok"', '"no"')))
        ),
        "bundle.entry_not_in_log",
    ),
    "an entry of another place": (
        with_lines(form.ENTRIES, first(lambda row: row.update(seq=row["seq"] + 1))),
        "bundle.entry_not_in_log",
    ),
    "an entry taken out": (
        with_lines(form.ENTRIES, lambda rows: rows.pop()),
        "bundle.entry_missing",
    ),
    "words of an entry altered": (with_lines(form.ENTRIES, other_words), "bundle.words_differ"),
    "an entry that is not there": (
        with_lines(form.RECORDS, forget_custody_entry),
        "bundle.entry_missing",
    ),
    "a revision altered": (
        with_lines(form.RECORDS, first_with("revisions", other_body)),
        "bundle.record_differs",
    ),
    "no record": (
        with_lines(form.RECORDS, first_with("revisions", another_type)),
        "bundle.record_differs",
    ),
    "a record under another id": (
        with_lines(form.RECORDS, first(other_id)),
        "bundle.record_differs",
    ),
    "revisions in another order": (
        with_lines(form.RECORDS, first_with("revisions", lambda row: row["revisions"].reverse())),
        "bundle.record_differs",
    ),
    "a record twice": (
        with_lines(form.RECORDS, lambda rows: rows.append(rows[-1])),
        "bundle.bad_list",
    ),
    "a line of another shape": (
        with_lines(form.RECORDS, first(lambda row: row.update(more=1))),
        "bundle.bad_line",
    ),
}


def refused(office: Archive, path: Path) -> BadBundle:
    """How a bundle is refused; the log and the store are as before."""
    with office.reading() as connection:
        before = log.head(connection)
    stored = [*office.blobs.walk()]
    with pytest.raises(BadBundle, match="nothing was taken in") as caught:
        taking.take(office, path)
    with office.reading() as connection:
        assert log.head(connection) == before
    assert [*office.blobs.walk()] == stored
    return caught.value


@pytest.mark.parametrize("kind", UNSIGNED)
def test_what_was_altered_without_the_key_is_refused(kind: str, bundle, office) -> None:
    alter, finding = UNSIGNED[kind]
    assert refused(office, altered(bundle, alter)).finding == finding


@pytest.mark.parametrize("kind", SIGNED)
def test_what_was_altered_and_signed_again_is_refused(kind: str, bundle, laptop, office) -> None:
    alter, finding = SIGNED[kind]
    assert refused(office, altered(bundle, alter, signer=laptop)).finding == finding


def test_an_untouched_bundle_that_was_packed_again_would_be_taken_in(
    bundle, laptop, office
) -> None:
    path = altered(bundle, lambda _: None, signer=laptop)
    assert taking.look(office, path).counts == {"new": 2}


@pytest.mark.parametrize("kept", [0, 10, 200, -30])
def test_a_bundle_that_was_cut_is_refused(kept: int, bundle, office) -> None:
    bundle.write_bytes(bundle.read_bytes()[:kept])
    assert refused(office, bundle).finding == "bundle.unreadable"


def test_a_newer_form_is_told_as_such(bundle, laptop, office) -> None:
    path = altered(bundle, replace_in(form.LIST, b'"format":1', b'"format":2'))
    with pytest.raises(NewerBundle, match="a newer program made it") as caught:
        taking.take(office, path)
    assert (caught.value.found, caught.value.known) == (2, 1)


def test_files_that_would_come_out_larger_are_refused(bundle, laptop, office) -> None:
    files = unpacked(bundle)
    path = bundle.with_name("bomb.bundle")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
        zipped.writestr(f"{form.EVIDENCE}{'0' * 64}", bytes(4 << 20))
    assert refused(office, path).finding == "bundle.too_much"


def test_a_file_that_is_there_twice_is_refused(bundle, office) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(bundle, "a") as zipped:
        zipped.writestr(form.RECORDS, b"")
    assert refused(office, bundle).finding == "bundle.file_unknown"


def test_files_that_share_their_bytes_are_refused(bundle, office) -> None:
    """Two entries of the directory that lead to one place, as a bomb without ratio has them."""
    name = f"{form.EVIDENCE}{'0' * 64}".encode()
    data = b"shared"
    local = struct.pack(
        "<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 33, zlib.crc32(data), 6, 6, len(name), 0
    )
    body = local + name + data
    central = b""
    for label in (name, name.replace(b"0", b"1")):
        head = (
            b"PK\1\2",
            20,
            20,
            0,
            0,
            0,
            33,
            zlib.crc32(data),
            6,
            6,
            len(label),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        central += struct.pack("<4s6H3L5H2L", *head) + label
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(central), len(body), 0)
    bundle.write_bytes(body + central + end)
    assert refused(office, bundle).finding == "bundle.file_unknown"


def test_what_is_no_bundle_at_all_is_refused(office, tmp_path: Path) -> None:
    packed({"letter.txt": b"dear"}, tmp_path / "other.zip")
    assert refused(office, tmp_path / "other.zip").finding == "bundle.file_unknown"


def test_an_encrypted_bundle_opens_with_its_identity_alone(bundle, office, tmp_path: Path) -> None:
    import pyrage

    identity, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    locked = tmp_path / "locked"
    locked.write_bytes(pyrage.encrypt(bundle.read_bytes(), [identity.to_public()]))
    for name, one in (("right", identity), ("wrong", other)):
        (tmp_path / name).write_text(f"# a key\n{one}\n")
    with unlocked(locked, tmp_path / "right", office.settings) as path:
        assert taking.look(office, path).counts == {"new": 2}
    for given in (None, tmp_path / "wrong"):
        with (
            pytest.raises(NotEncryptedToUs, match="--identity"),
            unlocked(locked, given, office.settings),
        ):
            pass
    assert [*(office.settings.folder / "exchange").iterdir()] == []
