"""Terms and the lists they stand in: what a code means, and which codes belong below another.

A term has a code, labels by language, one sentence of definition, and where one exists the code
of the standard it comes from (HURIDOCS micro-thesauri V…, UCDP GED, PREMIS event types); it may
stand below a broader one, as in SKOS (https://www.w3.org/TR/skos-reference/#semantic-relations).
Reading the shipped lists and checking fields against them is left to `schemas.vocabulary`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.errors import BadVocabulary, UnknownTerm

FEW = 16
"""Codes of a vocabulary that are all named where none is spelt nearly like a wrong one."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a field may say."""

    code: str
    """What is stored; lower case English, never changed once used."""
    labels: Mapping[str, str]
    """What people read, by language (BCP 47)."""
    definition: str = ""
    """One English sentence: what is meant. Empty: the label says it all."""
    origin: str = "khronika"
    """Who first drew this distinction: HURIDOCS, UCDP, PREMIS, ACLED, khronika, or an archive."""
    crossref: str | None = None
    """The vocabulary and code of that standard, such as "V4 130103". None: it has no such code."""
    broader: str | None = None
    """The code that includes this one. None: it stands at the top."""
    retired: bool = False
    """Whether it is no longer offered. Records that hold it stay as they are, and valid."""

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Term:
        """The term that a JSON object of a vocabulary file describes."""
        return cls(**content)

    def content(self) -> dict[str, Any]:
        """The JSON object of this term, without what it does not have."""
        stated = {
            "code": self.code,
            "labels": dict(self.labels),
            "definition": self.definition,
            "origin": self.origin,
            "crossref": self.crossref,
            "broader": self.broader,
            "retired": self.retired,
        }
        return {key: value for key, value in stated.items() if value}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A list of terms, in the order in which people read it.

    Raises:
        BadVocabulary: a code is there twice, a term has no label, or what it names as broader is
            not there or leads back to itself.
    """

    name: str
    version: int
    """Counted up from 1 whenever a shipped term is added, relabelled or retired."""
    title: Mapping[str, str]
    """What people call it, by language (BCP 47)."""
    description: str
    terms: tuple[Term, ...]
    _by_code: dict[str, Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {term.code: term for term in self.terms}
        object.__setattr__(self, "_by_code", by_code)
        if len(by_code) != len(self.terms):
            raise BadVocabulary(self.name, "a code is there twice")
        for term in self.terms:
            self._check(term)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Vocabulary:
        """The vocabulary that a JSON object (a vocabulary file) describes."""
        return cls(
            name=content["vocabulary"],
            version=content["version"],
            title=content["title"],
            description=content["description"],
            terms=tuple(Term.from_content(term) for term in content["terms"]),
        )

    def content(self) -> dict[str, Any]:
        """The JSON object of this vocabulary, as a vocabulary file holds it."""
        return {
            "vocabulary": self.name,
            "version": self.version,
            "title": dict(self.title),
            "description": self.description,
            "terms": [term.content() for term in self.terms],
        }

    def term(self, code: str) -> Term:
        """The term with this code, also when it is retired.

        Raises:
            UnknownTerm: there is none; carries the codes that are spelt nearly so, or all of them
                where they are few.
        """
        try:
            return self._by_code[code]
        except KeyError:
            near = tuple(difflib.get_close_matches(code, self._by_code))
            few = tuple(self._by_code) if len(self._by_code) <= FEW else ()
            raise UnknownTerm(self.name, code, near, few) from None

    def label(self, code: str, language: str) -> str:
        """What people read for this code: in this language, else in English, else in any.

        Raises:
            UnknownTerm: the code is not in this vocabulary.
        """
        labels = self.term(code).labels
        return labels.get(language) or labels.get("en") or next(iter(labels.values()))

    def codes(self) -> tuple[str, ...]:
        """All codes, retired ones as well, in reading order."""
        return tuple(self._by_code)

    def offered(self) -> tuple[str, ...]:
        """The codes that a form offers: all but the retired ones, in reading order."""
        return tuple(term.code for term in self.terms if not term.retired)

    def narrower(self, code: str) -> tuple[str, ...]:
        """This code and all below it, in reading order: what a search for `code` has to find.

        Raises:
            UnknownTerm: the code is not in this vocabulary.
        """
        self.term(code)
        return tuple(term.code for term in self.terms if code in self._upwards(term))

    def _upwards(self, term: Term) -> list[str]:
        path = [term.code]
        while (above := self._by_code[path[-1]].broader) is not None:
            if above not in self._by_code:
                raise BadVocabulary(self.name, f"{path[-1]!r} is below {above!r}, which is unknown")
            if above in path:
                raise BadVocabulary(self.name, f"{term.code!r} is below itself")
            path.append(above)
        return path

    def _check(self, term: Term) -> None:
        self._upwards(term)
        if not any(term.labels.values()):
            raise BadVocabulary(self.name, f"{term.code!r} has no label")


def extended(shipped: Vocabulary, terms: Iterable[Term]) -> Vocabulary:
    """`shipped` with an archive's own terms behind it.

    A term whose code is already there may retire it or bring it back, and translate it into
    further languages. Nothing is ever removed and no meaning changed, because records hold it.

    Raises:
        BadVocabulary: a term would change what a code already means, or does not fit in.
    """
    merged = {term.code: term for term in shipped.terms}
    for term in terms:
        known = merged.get(term.code)
        merged[term.code] = term if known is None else _amended(shipped.name, known, term)
    return replace(shipped, terms=tuple(merged.values()))


def _amended(name: str, known: Term, given: Term) -> Term:
    """`known` with the state and the further translations of `given`."""
    labels = {**given.labels, **known.labels}
    amended = replace(known, labels=labels, retired=given.retired)
    if replace(given, labels=labels) != amended or not _agree(known.labels, given.labels):
        raise BadVocabulary(name, f"{known.code!r} is already there and means something else")
    return amended


def _agree(known: Mapping[str, str], given: Mapping[str, str]) -> bool:
    return all(known[language] == given[language] for language in known.keys() & given.keys())
