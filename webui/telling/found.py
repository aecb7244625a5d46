"""What a search found, told: certain and possible apart, with reasons, counts and next steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from archive.lookup import Label
from archive.search.engine import Hit, SearchResults
from archive.search.passages import MARKS
from schemas.verdict import Verdict
from schemas.vocabulary import vocabulary
from webui.asking import FILTERS, MOST, Asked
from webui.language import _, marked, number
from webui.telling import around, words
from webui.telling.said_again import said_again


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a passage."""

    text: str
    found: bool
    """Whether it is what was looked for."""


@dataclass(frozen=True, slots=True)
class Told:
    """One hit."""

    label: Label
    kind: str
    """Its type, in words."""
    verdict: str
    date: str
    place: str
    why: tuple[str, ...]
    """Why it is only possible."""
    through: tuple[str, ...]
    """Names of what it points to, by which it was found."""
    passages: tuple[tuple[Stretch, ...], ...]
    where: str
    """Latitude, longitude and radius in metres as far as they are known, for a script."""
    when: str
    """First and last day as numbers, for a script."""


@dataclass(frozen=True, slots=True)
class FacetRow:
    """How many hits have one value."""

    words: str
    by_people: bool
    certain: int
    possible: int
    address: str
    """Leads to these hits only; empty if the search cannot be narrowed by it."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits with what belongs around it."""

    total: str
    certain: tuple[Told, ...]
    possible: tuple[Told, ...]
    facets: tuple[tuple[str, tuple[FacetRow, ...]], ...]
    filters: tuple[tuple[str, str, str], ...]
    """What narrows the search: (name, value in words, address without it)."""
    notes: tuple[str, ...]
    did_you_mean: tuple[tuple[str, str], ...]
    """Other spellings, with the address that looks for them."""
    before: str
    """Address of the page before this one; empty on the first."""
    after: str
    start: str
    """Address of the first page; empty on it."""
    shown: str
    """Which hits are on this page."""
    cut: str
    """That a file for programs has the first hits only; empty if it has all."""
    more_facets: str
    """Address of the page with all values that are counted; empty if they are shown."""


@dataclass(frozen=True, slots=True)
class Group:
    """Values that are counted under one name."""

    name: str
    parameter: str = ""
    """Field of the form that narrows the search by them; empty: none does."""
    vocabulary: str = ""
    """The list whose codes they are; empty: any values."""

    def holds(self, value: str) -> bool:
        """Whether `value` belongs here."""
        return not self.vocabulary or value in vocabulary(self.vocabulary).codes()


SOME_VALUES = 8
"""Values of each field that are shown at first."""
FACETS: Mapping[str, tuple[Group, ...]] = {
    "kind": (
        Group(marked("Kind of incident"), "kind", "incident_kinds"),
        Group(marked("Act"), "kind", "acts"),
        Group(marked("Kind"), "kind"),
    ),
    "method": (
        Group(marked("Method"), "method", "methods"),
        Group(marked("Method"), "method"),
    ),
    "status": (
        Group(marked("Did it happen"), "status", "statuses"),
        Group(marked("State of the appeal"), "status", "appeal_statuses"),
        Group(marked("Status"), "status"),
    ),
    "state": (
        Group(marked("State of the item"), "state", "item_states"),
        Group(marked("State"), "state"),
    ),
    "place": (Group(marked("Place"), "place"),),
    "actor": (Group(marked("Actor"), "actor"),),
    "type": (Group(marked("Type of record"), "type"),),
    "tag": (Group(marked("Tag"), "tag"),),
}
"""What the engine counts by, in the groups that people read; the first that holds a value."""


def told(
    results: SearchResults,
    asked: Asked,
    labels: Mapping[str, Label],
    dates: Mapping[str, str] = MappingProxyType({}),
) -> Found:
    """`results` in words; `labels` are those of the records that the facets name.

    `dates` has the date of a hit by its id where it is not the English one of the engine.
    """
    hits = [_hit(hit, dates.get(hit.record_id, hit.date_words)) for hit in results.hits]
    whole = asked.one("facets") == "all"
    counted = _counted(results)
    cut = not whole and any(len(rows) > SOME_VALUES for _group, rows in counted)
    most = SOME_VALUES if cut else None
    first = results.first
    return Found(
        total=_("%(certain)s certainly, %(possible)s possibly", **_numbers(results)),
        certain=tuple(hit for hit in hits if hit.verdict == Verdict.CERTAINLY),
        possible=tuple(hit for hit in hits if hit.verdict == Verdict.POSSIBLY),
        facets=tuple(
            (_(group.name), tuple(_row(asked, group, row, labels) for row in rows[:most]))
            for group, rows in counted
        ),
        cut=""
        if results.certain + results.possible <= MOST
        else _("a file has the first %(n)s of them", n=number(MOST)),
        more_facets=asked.address(replaced={"facets": "all"}, same_page=True) if cut else "",
        filters=tuple(
            (_(FILTERS[name]), _asked_words(name, value), address)
            for name, value, address in asked.filters()
        ),
        notes=tuple(map(said_again, results.notes)),
        did_you_mean=tuple(
            (one, asked.address(replaced={"words": one})) for one in results.did_you_mean
        ),
        before=asked.address(replaced={"before": results.previous}) if results.previous else "",
        after=asked.address(replaced={"after": results.next}) if results.next else "",
        start=asked.address() if first else "",
        shown=_("%(first)s to %(last)s", first=number(first + 1), last=number(first + len(hits))),
    )


def _asked_words(name: str, value: str) -> str:
    """What was asked, as people read it; nothing where the name says it all."""
    if name in ("certain", "since"):
        return ""
    if name == "kind" and value in vocabulary("incident_kinds").codes():
        return words.label("incident_kinds", value)
    return words.label("acts", value) if name == "kind" else value


def _numbers(results: SearchResults) -> dict[str, str]:
    return {"certain": number(results.certain), "possible": number(results.possible)}


def _hit(hit: Hit, date: str) -> Told:
    return Told(
        label=Label(hit.record_id, hit.ref, hit.type, hit.title),
        kind=around.type_words(hit.type),
        verdict=hit.verdict,
        date=date or "",
        place=hit.place_words or "",
        why=tuple(map(said_again, hit.why)),
        through=tuple(_through(name) for name in hit.matched),
        passages=tuple(stretches(passage) for passage in hit.passages),
        where=_listed(hit.lat, hit.lon, hit.radius_m) if hit.lat is not None else "",
        when=_listed(hit.first_day, hit.last_day) if hit.first_day or hit.last_day else "",
    )


def _listed(*numbers: float | None) -> str:
    return ",".join("" if number is None else f"{number:.8g}" for number in numbers)


def stretches(passage: str) -> tuple[Stretch, ...]:
    """A passage of the engine, cut at the marks that stand around what was found."""
    begin, end = MARKS
    cut = [Stretch(passage.partition(begin)[0], found=False)]
    for part in passage.split(begin)[1:]:
        word, _end, others = part.partition(end)
        cut += [Stretch(word, found=True), Stretch(others, found=False)]
    return tuple(stretch for stretch in cut if stretch.text)


def _counted(results: SearchResults) -> list[tuple[Group, list[tuple[str, int, int]]]]:
    """What is counted: the values of each group, as many as there are."""
    counted = []
    for field, rows in results.facets.items():
        left = list(rows)
        for group in FACETS.get(field, (Group(field.replace("_", " ")),)):
            mine = [row for row in left if group.holds(row[0])]
            left = [row for row in left if not group.holds(row[0])]
            alone = field == "type" and len(mine) == 1
            if mine and not alone:
                counted.append((group, mine))
    return counted


def _row(
    asked: Asked, group: Group, row: tuple[str, int, int], labels: Mapping[str, Label]
) -> FacetRow:
    value, certain, possible = row
    known = labels.get(value)
    asked_for = known.ref if known else value
    chosen = asked_for in asked.all(group.parameter)
    narrows = bool(group.parameter) and not chosen
    return FacetRow(
        words=known.title if known else _value_words(group, value),
        by_people=not group.vocabulary,
        certain=certain,
        possible=possible,
        address=asked.address(added=(group.parameter, asked_for)) if narrows else "",
        chosen=chosen,
    )


def _value_words(group: Group, value: str) -> str:
    """What people read for a value that is counted by."""
    if group.parameter == "type":
        return around.type_words(value)
    return words.label(group.vocabulary, value) if group.vocabulary else value


def _through(name: str) -> str:
    """A name that matched; or, in the reader's language, in which document the words stand."""
    title = name.removeprefix("in ")
    return name if title == name else _("in the document: %(title)s", title=title)
