"""What every record has: identity, language, tags, access, citations and the reasons for gaps.

Absent, unknown, refused, withheld and empty are five different things. A field that nobody has
looked at is simply absent; for the others a `Gap` names the field and says which of them it is.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from typing import Annotated, NewType

from pydantic import Field, field_validator

from schemas.access import Access
from schemas.citations import Citation
from schemas.reference import AnyRef
from schemas.shape import Shape
from schemas.vocabulary import code_of

RecordId = NewType("RecordId", str)
"""Opaque name of a record: 16 characters of a–z and 2–7, drawn at random, telling nothing."""

ID_PATTERN = re.compile(r"[a-z2-7]{16}")
REF_PATTERN = r"^[^\s/?#%\\]{1,64}$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN)]
"""Language tag (BCP 47), such as en, ru or ar."""
Texts = dict[Language, str]
"""One text in several languages."""


def new_record_id(random_bytes: bytes | None = None) -> RecordId:
    """A new opaque id from 80 random bits."""
    return RecordId(b32encode(random_bytes or secrets.token_bytes(10)).decode().lower())


class Gap(Shape):
    """Why a field holds nothing."""

    path: Annotated[str, Field(pattern=r"^(/[^/]+)+$")]
    """The field, as a JSON Pointer (RFC 6901)."""
    reason: Annotated[str, code_of("gap_reasons")]
    """unknown, refused, not_asked, none (there is none), or withheld (from this audience)."""
    note: str | None = None
    """What is known about why."""


class ExternalId(Shape):
    """The name of this record in another collection."""

    scheme: Annotated[str, Field(min_length=1)]
    """Which collection."""
    value: Annotated[str, Field(min_length=1)]
    """Its identifier there."""


class Retirement(Shape):
    """Why a record is no longer in use. It stays readable, and search passes it over."""

    reason: Annotated[str, code_of("retired_reasons")]
    """Why."""
    in_favour_of: AnyRef | None = None
    """The record to use instead."""


class BaseRecord(Shape):
    """The fields that all seven kinds of record share."""

    id: str | None = None
    """Opaque id, given by the archive. None: not recorded yet."""
    ref: Annotated[str, Field(pattern=REF_PATTERN)] | None = None
    """Short name that people use, unique in the archive."""
    language: Language = "en"
    """Language in which the coder wrote the free texts of this record."""
    tags: tuple[str, ...] = ()
    """Words of the archive's users."""
    access: Access = Access()
    """Who may see it."""
    external_ids: tuple[ExternalId, ...] = ()
    """Names in other collections; an import finds its record again by them."""
    citations: tuple[Citation, ...] = ()
    """What sources say about single fields."""
    gaps: tuple[Gap, ...] = ()
    """Why fields are empty."""
    retired: Retirement | None = None
    """Set when the record is no longer in use."""

    @field_validator("id")
    @classmethod
    def _id_is_opaque(cls, value: str | None) -> str | None:
        if value is not None and not ID_PATTERN.fullmatch(value):
            raise ValueError(f"expected an id of 16 characters a-z and 2-7, found {value!r}")
        return value
