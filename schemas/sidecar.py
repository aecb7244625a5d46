"""A sheet that comes with files and says of each how it came here: written by people or programs.

It is one JSON file beside the files. What it says of a file goes before what the whole intake says.
A digest in it is a promise of the sender: a file that is another is refused.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from schemas.dates import DateValue
from schemas.errors import BadSidecar
from schemas.faults import faults_of
from schemas.incident import ActKey
from schemas.item import DIGEST_PATTERN
from schemas.shape import NonEmpty, OptionalText, Shape
from schemas.vocabulary import code_of


class Handover(Shape):
    """A change of hands before the archive had the file, as somebody states it later."""

    giver: NonEmpty = Field(alias="from")
    """Who gave it away: the ref of an actor, or words."""
    on: DateValue | None = None
    """When. None: it is not said."""
    reason: OptionalText = None
    """Why, and how."""


class SidecarFile(Shape):
    """What is said of one file. What is not stated here is as the intake says."""

    path: NonEmpty
    """The name under which it comes: below the folder or archive that was named, that one included,
    with "/" between. Written as `schemas.file_names` writes names."""
    sha256: Annotated[str, Field(pattern=DIGEST_PATTERN)] | None = None
    """What its bytes have to hash to. None: nothing was promised."""
    title: OptionalText = None
    incident: OptionalText = None
    """Ref of the incident that it documents."""
    act: ActKey | None = None
    """One act of that incident."""
    lead: OptionalText = None
    """Ref of the lead that it answers."""
    by: OptionalText = None
    """Who took it over for the archive."""
    received: DateValue | None = None
    """When it was taken over, if that was before the archive took it in."""
    handed_over_by: OptionalText = Field(default=None, alias="from")
    """From whom: the ref of an actor, or words."""
    how: OptionalText = None
    tool: OptionalText = None
    source_url: OptionalText = None
    original_whereabouts: OptionalText = None
    consent: tuple[Annotated[str, code_of("packet_purposes")], ...] | None = None
    """Purposes to which its maker agreed; [] is a refusal of all."""
    before: tuple[Handover, ...] = ()
    """Through whose hands it went before, the first one first."""


class Sidecar(Shape):
    """What is said of some files."""

    files: tuple[SidecarFile, ...]

    @model_validator(mode="after")
    def _each_file_once(self) -> Sidecar:
        paths = [row.path for row in self.files]
        seen: set[str] = set()
        for path in paths:
            if path in seen:
                raise ValueError(f"expected each file once, found {path!r} twice")
            seen.add(path)
        return self


def read_sidecar(json_text: bytes, *, name: str) -> Sidecar:
    """The sheet that `json_text` holds; `name` is what an error calls it.

    Raises:
        BadSidecar: it is not JSON, or says something that a sheet cannot say.
    """
    try:
        return Sidecar.model_validate_json(json_text)
    except ValidationError as error:
        raise BadSidecar(name, faults_of(error, Sidecar)) from error
