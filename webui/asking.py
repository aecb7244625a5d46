"""What a person asks of the search, read from the address, and addresses that ask a bit else.

The fields are those of `khronika search`. Everything that was asked stands in the address, so that
a search can be kept, sent and come back to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote_plus, urlencode

from werkzeug.datastructures import MultiDict

from archive.search.query import SearchQuery
from webui.drawing.map import SQUARES, square_of
from webui.drawing.timeline import BARS
from webui.drawing.view import DEEPEST, View
from webui.errors import BadField
from webui.language import marked

PAGE = 20
"""Hits on a page."""
MOST = 10_000
"""Hits in one file for programs."""
FILTERS = {
    "words": marked("Words"),
    "from": marked("From"),
    "to": marked("To"),
    "place": marked("Place"),
    "near": marked("Near"),
    "bbox": marked("Map extent"),
    "kind": marked("Kind"),
    "method": marked("Method"),
    "status": marked("Status"),
    "state": marked("State"),
    "tag": marked("Tag"),
    "actor": marked("Actor"),
    "certain": marked("Certain only"),
    "since": marked("Only what is new"),
}
"""Fields that narrow the search, with their names."""
IN_WORDS = ("method", "status", "state", "tag")
"""Fields that the engine reads as parts of the search text: `status:confirmed`."""
PLACE_IN_LIST = ("after", "before")
"""Fields that say where in the list of hits a page begins or ends."""
TYPES = ("incident", "item", "actor", "source", "place", "appeal", "case")
SORTS = {
    "relevance": marked("Best fit first"),
    "date": marked("Oldest first"),
    "newest": marked("Newest first"),
    "recorded": marked("Written last first"),
}
_PLAIN = re.compile(r"[A-Za-z0-9_.~,-]*")
"""What stands in an address as it is (RFC 3986, section 2.3), and the comma: most of what does."""
_Left = tuple[frozenset[tuple[str, str]], list[str]]
"""Pairs of a question, and each as it stands in an address."""


class Asked:
    """One question, as it stands in the address."""

    def __init__(self, args: MultiDict[str, str], *, for_programs: bool = False) -> None:
        self.args = [(k, v.strip()) for k, v in args.items(multi=True) if v.strip()]
        self.for_programs = for_programs
        self._known: dict[tuple[frozenset[str], tuple[str, str] | None], _Left] = {}

    def one(self, name: str, default: str = "") -> str:
        """The first value of a field."""
        return next((value for key, value in self.args if key == name), default)

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for key, value in self.args if key == name]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked yet."""
        return not self.args

    @property
    def view(self) -> View | None:
        """The part of the map that is looked at; None: wherever the hits are.

        Raises:
            BadField: it cannot be understood.
        """
        found = self._numbers("map", 3, "latitude, longitude and a whole zoom: 43.3, 45.7, 6")
        if not found:
            return None
        lat, lon, zoom = found
        if not (abs(lat) <= 85 and abs(lon) <= 180 and zoom in range(DEEPEST + 1)):
            raise BadField("map", self.one("map"), f"up to 85, 180 and {DEEPEST}: 43.3, 45.7, 6")
        return View(lat, lon, int(zoom))

    def query(self) -> SearchQuery:
        """The question as the search engine reads it.

        Raises:
            BadField: a number or a choice cannot be understood.
            BadQuery, BadDate: the engine refuses it.
        """
        limit = min(MOST, self._number("limit", MOST)) if self.for_programs else PAGE
        view = self.view
        return SearchQuery(
            words=" ".join([self.one("words"), *self._in_words()]).strip(),
            date_from=self.one("from") or None,
            date_to=self.one("to") or None,
            place=self.one("place") or None,
            near=self._near(),
            bbox=self._bbox(),
            kinds=tuple(self.all("kind")),
            actors=tuple(self.all("actor")),
            types=self._types(),
            certain_only=bool(self.one("certain")),
            limit=limit,
            offset=self._number("offset", 0) if self.for_programs else 0,
            sort=self._choice("sort", tuple(SORTS), "relevance"),
            since=self._number("since", 0) or None,
            after=self.one("after") or None,
            before=self.one("before") or None,
            histogram="day",
            bars=BARS,
            cells=square_of(view) if view else None,
            cells_in=view.box if view else None,
            cells_across=None if view else SQUARES,
        )

    def filters(self) -> list[tuple[str, str, str]]:
        """Each thing that narrows the search: (field, value, address without it)."""
        return [
            (name, value, self.address(without=(name, value)))
            for name, value in self.args
            if name in FILTERS
        ]

    def address(
        self,
        *,
        added: tuple[str, str] | None = None,
        without: tuple[str, str] | None = None,
        replaced: Mapping[str, str] | None = None,
        same_page: bool = False,
    ) -> str:
        """The query of an address that asks the same but for one thing, from its first page.

        What is `replaced` by nothing is left out. With `same_page` it shows the same hits.
        """
        other = [pair for pair in (replaced or {}).items() if pair[1]]
        dropped = frozenset((*(replaced or ()), *(() if same_page else PLACE_IN_LIST)))
        pairs, written = self._left(dropped, without)
        if added and added not in pairs and added not in other:
            other.append(added)
        return f"?{'&'.join((*written, *(_written(*pair) for pair in other)))}"

    def _left(self, dropped: frozenset[str], without: tuple[str, str] | None) -> _Left:
        """What was asked but for these fields and this pair; a page has hundreds of addresses."""
        found = self._known.get((dropped, without))
        if found is None:
            left = [pair for pair in self.args if pair[0] not in dropped and pair != without]
            found = frozenset(left), [_written(*pair) for pair in left]
            self._known[dropped, without] = found
        return found

    def _in_words(self) -> list[str]:
        return [
            f'{name}:"{value}"'
            for name in IN_WORDS
            for value in (found.replace('"', " ") for found in self.all(name))
        ]

    def _types(self) -> tuple[str, ...]:
        chosen = self._choice("type", (*TYPES, "all"), "incident")
        return TYPES if chosen == "all" else (chosen,)

    def _choice(self, name: str, known: tuple[str, ...], default: str) -> str:
        found = self.one(name, default)
        if found not in known:
            raise BadField(name, found, f"one of {', '.join(known)}")
        return found

    def _number(self, name: str, default: int) -> int:
        found = self.one(name)
        if not found:
            return default
        if not (found.isascii() and found.isdigit() and len(found) <= 9):
            raise BadField(name, found, "a whole number")
        return int(found)

    def _near(self) -> tuple[float, float, float] | None:
        found = self._numbers("near", 3, "latitude, longitude and kilometres: 43.318, 45.698, 20")
        return (found[0], found[1], found[2]) if found else None

    def _bbox(self) -> tuple[float, float, float, float] | None:
        found = self._numbers("bbox", 4, "west, south, east and north in degrees: 45, 43, 46, 44")
        return (found[0], found[1], found[2], found[3]) if found else None

    def _numbers(self, name: str, count: int, expected: str) -> list[float]:
        """That many numbers between commas; none if the field is empty."""
        found = self.one(name)
        if not found:
            return []
        try:
            numbers = [float(part) for part in found.split(",")]
        except ValueError:
            raise BadField(name, found, expected) from None
        if len(numbers) != count or not all(abs(number) < 1e6 for number in numbers):
            raise BadField(name, found, expected)
        return numbers


def _written(name: str, value: str) -> str:
    if _PLAIN.fullmatch(value) and _PLAIN.fullmatch(name):
        return f"{name}={value}"
    return f"{quote_plus(name)}={quote_plus(value, safe=',')}"


def address_of(query: SearchQuery, since: int | None = None) -> str:
    """The query of an address that asks what `query` does; empty if no address can."""
    if query.area is not None or (len(query.types) > 1 and set(query.types) != set(TYPES)):
        return ""
    fields = {
        "words": query.words,
        "from": query.date_from,
        "to": query.date_to,
        "place": query.place,
        "near": _listed(query.near),
        "bbox": _listed(query.bbox),
        "type": query.types[0] if len(query.types) == 1 else "all",
        "certain": "1" if query.certain_only else "",
        "sort": query.sort if query.sort in SORTS else "",
        "since": str(since) if since else "",
    }
    args = [(name, value) for name, value in fields.items() if value]
    args += [("kind", kind) for kind in query.kinds] + [("actor", one) for one in query.actors]
    return f"?{urlencode(args, safe=',')}"


def _listed(numbers: tuple[float, ...] | None) -> str:
    return ",".join(f"{number:.10g}" for number in numbers or ())
