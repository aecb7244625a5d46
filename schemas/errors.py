"""What can be wrong with a shape or a value. Every error says what was expected and found."""

from __future__ import annotations


class SchemaError(ValueError):
    """Something given is not a value that an archive can hold. Nothing was changed."""


class BadDate(SchemaError):
    """A text is no date of EDTF level 2, or names a day that does not exist."""

    def __init__(self, text: str, why: str) -> None:
        self.text = text
        self.why = why
        super().__init__(
            f"expected an EDTF date such as 2014-12-11 or 2014-12?, found {text!r}: {why}"
        )


class BadPointer(SchemaError):
    """A JSON Pointer (RFC 6901) is malformed, or leads nowhere in this record."""

    def __init__(self, pointer: str, why: str) -> None:
        self.pointer = pointer
        self.why = why
        super().__init__(f"expected a JSON Pointer into the record, found {pointer!r}: {why}")


class UnknownTerm(SchemaError):
    """A code is not in its vocabulary."""

    def __init__(self, vocabulary: str, code: str, near: tuple[str, ...] = ()) -> None:
        self.vocabulary = vocabulary
        self.code = code
        self.near = near
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"expected a code of the vocabulary {vocabulary!r}, found {code!r}{hint}")


class BadVocabulary(SchemaError):
    """A list of terms contradicts itself, or would change what a used code means."""

    def __init__(self, vocabulary: str, why: str) -> None:
        self.vocabulary = vocabulary
        self.why = why
        super().__init__(f"expected consistent terms in the vocabulary {vocabulary!r}: {why}")
