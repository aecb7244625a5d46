"""What programs made of a file: found through the item's view, named by an entry of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archive import derived, intake, log, lookup, repository
from archive.checking.verify import verify
from archive.describing import Described
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.erasing import erase
from archive.intake import Order
from archive.workspace import Archive
from evidence.media_types.mediatype import MediaType
from schemas.access import Level
from schemas.item import Derived, Item

PLAIN = MediaType("application/pdf", "said so", None)
WORDS = "Fire in the Ḥill street, ١٤"


def put_with_words(archive: Archive, folder: Path, name: str = "E-1", level: str = "public") -> str:
    """Take in a file of which `WORDS` were made; the ref of its item."""
    path = folder / name
    path.write_text(name)

    def describe(digests: Sequence[str]) -> list[Described]:
        made = archive.blobs.receive_stream([WORDS.encode()])
        text = Derived(
            kind="text",
            digest=made.digest,
            size=made.size,
            media_type="text/plain",
            how="written down",
        )
        return [Described(PLAIN, derived=(text,)) for _ in digests]

    (added,) = intake.add(archive, [path], Order(level=Level(level)), describe)
    return added.ref


def made_of(archive: Archive, ref: str) -> Derived:
    with archive.reading() as connection:
        _, known = repository.load(connection, ref)
    assert isinstance(known, Item)
    [made] = known.derived
    return made


def test_the_words_of_a_file_are_read_through_the_view_of_its_item(archive, tmp_path):
    ref = put_with_words(archive, tmp_path)
    content = lookup.show(archive, ref, CONFIDENTIAL).view.content
    assert derived.text_in(archive.blobs, content) == WORDS


def test_who_may_not_have_the_file_does_not_get_its_words(archive, tmp_path):
    ref = put_with_words(archive, tmp_path)
    assert derived.text_in(archive.blobs, lookup.show(archive, ref, PUBLIC).view.content) == ""


def test_an_item_without_words_has_none(archive):
    assert derived.text_in(archive.blobs, {}) == ""
    thumbnail = {"kind": "thumbnail", "digest": "0" * 64}
    assert derived.text_in(archive.blobs, {"derived": [thumbnail]}) == ""


def test_an_entry_names_parent_and_what_was_made(archive, tmp_path):
    ref = put_with_words(archive, tmp_path)
    with archive.reading() as connection:
        summary, known = repository.load(connection, ref)
        entry = log.about(connection, summary.id)[-1].fields
        detail = log.detail(connection, entry["seq"])
    [made] = known.derived
    assert entry["action"] == "derivative.created"
    assert [(one["role"], one["sha256"]) for one in entry["objects"]] == [
        ("target", made.digest),
        ("source", known.digest),
    ]
    assert detail["made"] == [{"kind": "text", "sha256": made.digest, "how": "written down"}]


def test_what_was_made_is_checked_with_the_files(archive, tmp_path):
    ref = put_with_words(archive, tmp_path)
    assert verify(archive).findings == []
    archive.blobs.remove(made_of(archive, ref).digest)
    assert [found.code for found in verify(archive).findings] == ["blob.missing"]


def test_erasing_takes_the_words_unless_another_item_has_the_same(archive, tmp_path):
    one, other = (put_with_words(archive, tmp_path, name) for name in ("E-1", "E-2"))
    digest = made_of(archive, one).digest
    assert digest not in erase(archive, one, basis="asked by the family").digests
    assert verify(archive).errors == []
    assert digest in erase(archive, other, basis="asked by the family").digests
    assert digest not in set(archive.blobs.walk())
