"""What every record has: identity, language, tags, access, citations and the reasons for gaps.

Absent, unknown, refused, withheld and empty are five different things. A field that nobody has
looked at is simply absent; for the others a `Gap` names the field and says which of them it is.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from typing import Annotated, NewType

from pydantic import AfterValidator, Field, field_validator

from schemas.access import FIELD_PATTERN, Access
from schemas.citations import Citation
from schemas.reference import AnyRef
from schemas.shape import NonEmpty, OptionalText, Shape
from schemas.vocabulary import code_of

RecordId = NewType("RecordId", str)
"""Opaque name of a record: 16 characters of a–z and 2–7, drawn at random, telling nothing."""

ID_PATTERN = re.compile(r"[a-z2-7]{16}")
REF_PATTERN = r"^[^\s/?#%\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]{1,64}$"
"""No white space, nothing with a meaning in addresses, and nothing that nobody sees."""
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN)]
"""Language tag (BCP 47), such as en, ru or ar."""


def _without_empty_ones(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}


Texts = Annotated[dict[Language, str], AfterValidator(_without_empty_ones)]
"""One text in several languages. An empty one is read as none."""


def new_record_id(random_bytes: bytes | None = None) -> RecordId:
    """A new opaque id from 80 random bits."""
    return RecordId(b32encode(random_bytes or secrets.token_bytes(10)).decode().lower())


class Gap(Shape):
    """Why a field holds nothing."""

    path: Annotated[str, Field(pattern=FIELD_PATTERN)]
    """The field, as a JSON Pointer (RFC 6901)."""
    reason: Annotated[str, code_of("gap_reasons")]
    """unknown, refused, not_asked, none (there is none), or withheld (from this audience)."""
    note: OptionalText = None
    """What is known about why."""


class ExternalId(Shape):
    """The name of this record in another collection."""

    scheme: NonEmpty
    """Which collection."""
    value: NonEmpty
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
    tags: tuple[NonEmpty, ...] = ()
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

    @field_validator("ref")
    @classmethod
    def _ref_is_no_id(cls, value: str | None) -> str | None:
        if value is not None and ID_PATTERN.fullmatch(value):
            raise ValueError(f"expected a ref that people use, but {value!r} has the form of an id")
        return value
