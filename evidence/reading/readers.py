"""Reading a file by the reader of its kind, in the parser process.

What has no reader is kept and described all the same. Libraries are imported when the first file
of their kind comes, so that a process starts quickly.
"""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from evidence.reading.contents import Contents, Patience
from evidence.reading.credentials import credentials_of
from evidence.reading.errors import LibraryMissing, UnreadableFile
from evidence.reading.kinds import HEIC, Kind, kind_of

_SECONDS = 4.0
"""For going through pages and entries: what is left of the ten seconds is for pictures."""
_SIGNED = frozenset(
    {Kind.PICTURE, Kind.DRAWING, Kind.FILM, Kind.SOUND, Kind.PDF}
)  # kinds of files that content credentials are made for


def read(file: BinaryIO, media_type: str) -> Contents:
    """What the file says, by the reader of its kind; nothing, if there is none."""
    kind = kind_of(media_type)
    if kind is None:
        return Contents()
    try:
        contents = _by_kind(file, kind, media_type)
    except LibraryMissing as error:
        contents = Contents().noting(str(error))
    except UnreadableFile as error:
        contents = Contents().noting(f"it was not read as {media_type}: {error.why}")
    if kind in _SIGNED:
        contents = _with_credentials(file, media_type, contents)
    return contents.within_limits()


def _by_kind(file: BinaryIO, kind: Kind, media_type: str) -> Contents:
    patience = Patience(_SECONDS)
    match kind:
        case Kind.PICTURE:
            from evidence.imaging.pictures import open_heic
            from evidence.reading.picture import read_picture

            contents = read_picture(file)
            if media_type in HEIC and not open_heic():
                contents = contents.noting(str(LibraryMissing("heic", "its pixels were not read")))
        case Kind.FILM | Kind.SOUND:
            from evidence.reading.film import read_film

            contents = read_film(file, media_type)
        case Kind.PDF:
            from evidence.reading.pdf import read_pdf

            contents = read_pdf(file, patience)
        case Kind.OFFICE:
            from evidence.reading.office import read_office

            contents = read_office(file, patience)
        case Kind.MAIL:
            from evidence.reading.mail import read_mail

            contents = read_mail(file)
        case Kind.PLAIN | Kind.DRAWING:
            from evidence.reading.plain import read_plain

            contents = read_plain(file, media_type)
        case Kind.ZIP:
            from evidence.reading.bundles import read_zip

            contents = read_zip(file, patience)
    return contents


def _with_credentials(file: BinaryIO, media_type: str, contents: Contents) -> Contents:
    elsewhere = contents.claims.raw.get("XMP dcterms:provenance")
    found = credentials_of(file, media_type, elsewhere=elsewhere)
    return replace(contents, claims=replace(contents.claims, credentials=found))
