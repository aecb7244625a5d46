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


class UnreadDate(SchemaError):
    """A date in words cannot be read without guessing."""

    def __init__(self, text: str, why: str) -> None:
        self.text = text
        self.why = why
        shown = text if len(text) <= 80 else f"{text[:79]}…"
        super().__init__(f"expected a date, found {shown!r}: {why}")


class UnreadCount(SchemaError):
    """A number in words cannot be read without guessing."""

    def __init__(self, text: str) -> None:
        self.text = text
        shown = text if len(text) <= 80 else f"{text[:79]}…"
        super().__init__(f"expected a number such as 9, 9+, 3-5 or at least 9, found {shown!r}")


class BadPointer(SchemaError):
    """A JSON Pointer (RFC 6901) is malformed, or leads nowhere in this record."""

    def __init__(self, pointer: str, why: str) -> None:
        self.pointer = pointer
        self.why = why
        super().__init__(f"expected a JSON Pointer into the record, found {pointer!r}: {why}")


class UnknownTerm(SchemaError):
    """A code is not in its vocabulary."""

    def __init__(
        self, vocabulary: str, code: str, near: tuple[str, ...] = (), known: tuple[str, ...] = ()
    ) -> None:
        self.vocabulary = vocabulary
        self.code = code
        self.near = near
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        if known and not near:
            hint = f"; it has {', '.join(known)}"
        super().__init__(f"expected a code of the vocabulary {vocabulary!r}, found {code!r}{hint}")


class BadVocabulary(SchemaError):
    """A list of terms contradicts itself, or would change what a used code means."""

    def __init__(self, vocabulary: str, why: str) -> None:
        self.vocabulary = vocabulary
        self.why = why
        super().__init__(f"expected consistent terms in the vocabulary {vocabulary!r}: {why}")


class BadTime(SchemaError):
    """A time of day or an offset does not exist, or is not written as one."""

    def __init__(self, text: str, why: str) -> None:
        self.text = text
        self.why = why
        super().__init__(f"expected a time of day such as 14:30 or 14:30:05, found {text!r}: {why}")


class BadDuration(SchemaError):
    """A duration says nothing, or its longest is shorter than its shortest."""

    def __init__(self, lo: int, hi: int | None, why: str) -> None:
        self.lo = lo
        self.hi = hi
        self.why = why
        super().__init__(f"expected a duration in minutes, found lo {lo} and hi {hi}: {why}")


class UnreadDuration(SchemaError):
    """Words say no duration, or none that can be read without guessing."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"expected a duration such as 2 hours, 90 min or several days, found {text!r}"
        )


class BadCount(SchemaError):
    """The bounds of a number contradict each other or the words it is stated in."""

    def __init__(self, comparator: str, lo: int, hi: int | None, why: str) -> None:
        self.comparator = comparator
        self.lo = lo
        self.hi = hi
        self.why = why
        super().__init__(f"expected bounds for {comparator!r}, found lo {lo} and hi {hi}: {why}")


class MixedUnits(SchemaError):
    """Numbers of different things cannot be added."""

    def __init__(self, units: tuple[str, ...]) -> None:
        self.units = units
        super().__init__(f"expected numbers of one unit, found {' and '.join(units)}")


class BackwardWindow(SchemaError):
    """A window of days ends before it begins."""

    def __init__(self, first: str, last: str) -> None:
        self.first = first
        self.last = last
        super().__init__(f"expected a window of days, found one that ends {last}, before {first}")


class UnknownLanguage(SchemaError):
    """There are no words for values in this language."""

    def __init__(self, language: str, known: tuple[str, ...]) -> None:
        self.language = language
        self.known = known
        super().__init__(f"expected one of the languages {', '.join(known)}, found {language!r}")


class BadRecord(SchemaError):
    """A JSON text is no record. Carries every fault as (JSON Pointer, sentence)."""

    def __init__(self, name: str, faults: tuple[tuple[str, str], ...]) -> None:
        self.name = name
        self.faults = faults
        shown = "; ".join(f"{pointer}: {what}" if pointer else what for pointer, what in faults[:5])
        more = f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
        super().__init__(f"expected a record, found faults in {name}: {shown}{more}")


class BadSidecar(SchemaError):
    """A JSON text says nothing usable of the files beside it. Carries every fault."""

    def __init__(self, name: str, faults: tuple[tuple[str, str], ...]) -> None:
        self.name = name
        self.faults = faults
        shown = "; ".join(f"{pointer}: {what}" if pointer else what for pointer, what in faults[:5])
        super().__init__(
            f"expected a sheet about files in {name}, found faults: {shown}; nothing was taken in"
        )
