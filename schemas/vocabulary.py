"""The shipped vocabularies, and the mark for fields that hold one of their codes.

A vocabulary is a data file in `schemas/vocabularies/`, read when it is first asked for and not
before. Which field uses which vocabulary is said by the shapes; keeping the terms that an archive
adds of its own is left to the archive, which passes them to `extended`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from schemas.errors import UnknownTerm
from schemas.terms import Term, Vocabulary, extended

__all__ = [
    "LANGUAGES",
    "CodeOf",
    "Term",
    "Vocabulary",
    "code_of",
    "extended",
    "vocabulary",
    "vocabulary_names",
]

LANGUAGES: Final = ("en", "ru", "ar", "fr", "es")
"""The languages (BCP 47) that every shipped label is written in."""

CONTEXT_KEY: Final = "vocabularies"
"""Under this key of a validation context lie the vocabularies that an archive extended, by name."""


@cache
def vocabulary(name: str) -> Vocabulary:
    """The shipped vocabulary of this name; read once, when it is first asked for.

    Raises:
        UnknownTerm: no vocabulary has this name.
    """
    names = vocabulary_names()
    if name not in names:
        raise UnknownTerm("vocabularies", name, tuple(difflib.get_close_matches(name, names)))
    text = resources.files("schemas").joinpath("vocabularies", f"{name}.json").read_text("utf-8")
    return Vocabulary.from_content(json.loads(text))


@cache
def vocabulary_names() -> tuple[str, ...]:
    """The names of all shipped vocabularies, sorted."""
    files = resources.files("schemas").joinpath("vocabularies").iterdir()
    return tuple(sorted(f.name.removesuffix(".json") for f in files if f.name.endswith(".json")))


@dataclass(frozen=True, slots=True)
class CodeOf:
    """The mark of a field whose text is a code of one vocabulary. Made by `code_of`."""

    vocabulary: str

    def check(self, code: str, info: ValidationInfo) -> str:
        """`code`, if the vocabulary has it; the archive's own, where the context brings it.

        Raises:
            UnknownTerm: it has no such code.
        """
        own: Mapping[str, Vocabulary] = (info.context or {}).get(CONTEXT_KEY, {})
        known = own.get(self.vocabulary) or vocabulary(self.vocabulary)
        return known.term(code).code

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # No enum: an archive may add terms, and its records are then still valid by the schema.
        return {**handler(schema), "x-vocabulary": self.vocabulary}


def code_of(name: str) -> CodeOf:
    """The mark for `Annotated[str, code_of("acts")]`: a text that is a code of that vocabulary.

    The vocabulary is looked up when a value is checked. An archive with terms of its own checks
    with `model_validate_json(text, context={"vocabularies": {"acts": extended(...)}})`.
    """
    return CodeOf(name)
