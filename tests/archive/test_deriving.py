"""Copies without metadata and with parts blackened, as items of their own, with their entries."""

from __future__ import annotations

import io

import pytest
from click.testing import CliRunner
from PIL import Image

from archive import deriving, log, repository
from archive.checking.verify import verify
from archive.cli import cli
from archive.describing import Describing
from archive.errors import WrongType
from evidence.errors import BadRedaction, UnreadablePicture
from schemas.access import Level
from tests.archive.samples import add, incident, item, record
from tests.evidence.pictures_for_tests import make_exif, make_picture, written

BOX = (0, 0, 60, 20)


@pytest.fixture
def describing(archive):
    with Describing(archive.blobs, workers=1) as describing:
        yield describing


@pytest.fixture
def photo(archive, tmp_path):
    """A photo with a camera's tags, lying on its side, as evidence of I-1."""
    path = tmp_path / "photo.jpg"
    exif = make_exif(image={0x010F: "Maker", 0x0112: 6})
    path.write_bytes(written(make_picture((120, 80)), exif=exif, quality=95))
    record(archive, incident("I-1"))
    (added,) = add(archive, path, incident="I-1", title="The house", level=Level.CONFIDENTIAL)
    return added.ref


def opened(archive, ref) -> Image.Image:
    with archive.reading() as connection:
        _, known = repository.load(connection, ref)
    with archive.blobs.open(known.digest) as file:
        return Image.open(io.BytesIO(file.read()))


def entry_of(archive, seq):
    with archive.reading() as connection:
        return log.entry(connection, seq).fields, log.detail(connection, seq)


def test_no_pixel_is_left_under_a_box_and_the_rest_stays(archive, describing, photo):
    made = deriving.redact(archive, photo, describing, [(10, 10, 40, 60)], reason="a face")
    picture = opened(archive, made.ref)
    assert picture.size == (80, 120)  # upright
    inside = picture.crop((12, 12, 38, 58)).convert("L")
    assert inside.getextrema()[1] < 8
    assert picture.getpixel((70, 30))[0] > 200
    assert not picture.getexif()


def test_the_log_has_parent_boxes_person_and_reason(archive, describing, photo):
    boxes = [(10, 10, 40, 60), (0, 0, 5, 5)]
    made = deriving.redact(archive, photo, describing, boxes, reason="a face")
    entry, detail = entry_of(archive, made.seq)
    assert entry["action"] == "redaction.created"
    assert entry["actor"] == archive.person
    with archive.reading() as connection:
        summary, original = repository.load(connection, photo)
        _, copy = repository.load(connection, made.ref)
    assert [(one["role"], one["id"], one["sha256"]) for one in entry["objects"]] == [
        ("target", made.id, copy.digest),
        ("source", summary.id, original.digest),
    ]
    assert detail == {"boxes": [[10, 10, 40, 60], [0, 0, 5, 5]], "reason": "a face"}


def test_a_copy_is_found_beside_its_original_and_tells_no_more(archive, describing, photo):
    made = deriving.redact(archive, photo, describing, [BOX], reason="a face", level=Level.PUBLIC)
    with archive.reading() as connection:
        summary, original = repository.load(connection, photo)
        _, copy = repository.load(connection, made.ref)
    assert (copy.derivative_of, copy.generation) == (summary.id, "derivative")
    assert (copy.access.level, copy.documents) == (Level.PUBLIC, original.documents)
    assert (copy.names, copy.acquired) == ((), None)
    assert copy.claims is None or (copy.claims.make, copy.claims.times) == (None, ())
    assert [one.kind for one in copy.derived] == ["thumbnail"]
    assert verify(archive).findings == []


def test_making_the_same_copy_twice_gives_the_one_that_is_there(archive, describing, photo):
    one = deriving.redact(archive, photo, describing, [BOX], reason="a face")
    again = deriving.redact(archive, photo, describing, [BOX], reason="a face")
    other = deriving.redact(archive, photo, describing, [(0, 0, 9, 9)], reason="a face")
    assert (again.id, again.change) == (one.id, "unchanged")
    assert other.id != one.id


def test_a_copy_for_fewer_eyes_is_not_given_to_more(archive, describing, photo):
    # Its ref would tell that there is one, and nobody else could open it.
    inside = deriving.strip_metadata(archive, photo, describing)
    outside = deriving.strip_metadata(archive, photo, describing, level=Level.PUBLIC)
    again = deriving.strip_metadata(archive, photo, describing, level=Level.PUBLIC)
    assert outside.id != inside.id
    assert (again.id, again.change) == (outside.id, "unchanged")
    with archive.reading() as connection:
        _, copy = repository.load(connection, outside.ref)
    assert copy.access.level == Level.PUBLIC
    assert verify(archive).findings == []


@pytest.mark.parametrize("boxes", [[], [(500, 500, 600, 600)], [(5, 5, 5, 9)]])
def test_boxes_that_cover_nothing_make_nothing(archive, describing, photo, boxes):
    with archive.reading() as connection:
        before = log.head(connection)
    with pytest.raises(BadRedaction, match="expected boxes that cover a part"):
        deriving.redact(archive, photo, describing, boxes, reason="a face")
    with archive.reading() as connection:
        assert log.head(connection) == before


def test_what_is_no_picture_or_has_no_file_is_refused(archive, describing, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("words")
    (added,) = add(archive, path)
    record(archive, item("E-lead"))
    with pytest.raises(UnreadablePicture, match="within the limits"):
        deriving.redact(archive, added.ref, describing, [BOX], reason="x")
    with pytest.raises(WrongType, match="an item with a file"):
        deriving.redact(archive, "E-lead", describing, [BOX], reason="x")


def test_metadata_goes_and_its_entry_names_the_parent(archive, describing, photo):
    made = deriving.strip_metadata(archive, photo, describing, reason="to be published")
    assert not opened(archive, made.ref).getexif()
    entry, detail = entry_of(archive, made.seq)
    assert (entry["action"], detail) == ("metadata.stripped", {"reason": "to be published"})


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--boxes", "1,2,30,40", "--boxes", "0,0,5,5", "--reason", "a face"], 0, "made item-"),
        (["--strip-metadata"], 0, "made item-"),
        (["--boxes", "1,2,30,40"], 2, "expected --reason with --boxes"),
        (["--boxes", "1,2,30", "--reason", "x"], 2, "expected LEFT,TOP,WIDTH,HEIGHT"),
        (["--boxes", "1,2,-3,4", "--reason", "x"], 2, "expected LEFT,TOP,WIDTH,HEIGHT"),
        ([], 2, "one of them"),
        (["--strip-metadata", "--boxes", "1,2,3,4", "--reason", "x"], 2, "one of them"),
    ],
)
def test_copies_are_made_on_the_command_line(archive, photo, options, code, said):
    where = str(archive.settings.folder)
    result = CliRunner().invoke(cli, ["--archive", where, "derive", photo, *options])
    assert result.exit_code == code
    assert said in result.output


def test_a_copy_that_is_there_is_not_said_to_be_made(archive, photo):
    asked = ["--archive", str(archive.settings.folder), "derive", photo, "--strip-metadata"]
    runner = CliRunner()
    assert runner.invoke(cli, asked).output.startswith("made item-")
    assert runner.invoke(cli, asked).output.startswith("there was already item-")
