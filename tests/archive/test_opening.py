"""Who gets the bytes of a file, and the small picture of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import opening, repository
from archive.describing import Described
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.errors import UnknownRecord
from archive.intake import Order, add
from archive.workspace import Archive
from evidence.capture.claims import ClaimedPlace, Claims
from evidence.media_types.mediatype import MediaType
from schemas.access import Access, FieldAccess, Level
from schemas.item import Derived
from tests.archive import samples


def put(archive: Archive, folder: Path, path: str, level: str = "restricted") -> str:
    """A file of which place and small picture are known, with a field for fewer eyes; its ref."""
    (folder / "photo.bin").write_bytes(b"a photograph with its place in it")
    small = archive.blobs.receive_stream([b"small"])
    made = Derived(
        kind="thumbnail", digest=small.digest, size=5, media_type="image/jpeg", how="reduced"
    )
    claims = Claims(place=ClaimedPlace("43.3", "45.7", None, "GPS"))
    described = Described(MediaType("image/jpeg", "said so", None), claims, derived=(made,))
    order = Order(level=Level(level))
    (row,) = add(archive, [folder / "photo.bin"], order, lambda some: [described for _ in some])
    with archive.reading() as connection:
        _, item = repository.load(connection, row.ref)
    rule = FieldAccess(path=path, level=Level.CONFIDENTIAL)
    access = Access(level=Level(level), fields=(rule,))
    samples.record(archive, item.model_copy(update={"access": access}))
    return row.ref


@pytest.mark.parametrize(
    "path", ["/claims", "/claims/place", "/names/0", "/digest", "/derived", "/derived/0"]
)
def test_who_may_not_know_a_part_of_what_the_bytes_tell_does_not_get_them(
    archive: Archive, tmp_path: Path, path: str
) -> None:
    ref = put(archive, tmp_path, path)
    with pytest.raises(UnknownRecord):
        opening.open_item(archive, ref, RESTRICTED)
    assert not opening.may_open(archive, ref, RESTRICTED)
    opening.open_item(archive, ref, CONFIDENTIAL).stream.close()


def test_the_bytes_are_for_those_who_may_know_what_they_tell(
    archive: Archive, tmp_path: Path
) -> None:
    ref = put(archive, tmp_path, "/safety_note")
    assert opening.may_open(archive, ref, RESTRICTED)
    assert not opening.may_open(archive, "E9", RESTRICTED)


@pytest.mark.parametrize("path", ["/derived", "/derived/0", "/digest"])
def test_a_small_picture_that_the_record_keeps_back_is_not_shown(
    archive: Archive, tmp_path: Path, path: str
) -> None:
    ref = put(archive, tmp_path, path, level="public")
    assert opening.picture(archive, ref, PUBLIC) is None
    assert opening.picture(archive, ref, CONFIDENTIAL) == b"small"


def test_a_small_picture_is_shown_to_all_who_see_the_item(archive: Archive, tmp_path: Path) -> None:
    ref = put(archive, tmp_path, "/safety_note", level="public")
    assert opening.picture(archive, ref, PUBLIC) == b"small"
