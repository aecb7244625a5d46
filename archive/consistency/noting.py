"""All notes on one item, for one audience, from what that audience sees and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from archive import glance, lookup
from archive.consistency import clocks, places
from archive.consistency.likeness import Alike, items_like
from archive.consistency.notes import About, Note, Unit
from archive.disclosure import Audience, View
from archive.lookup import Label
from archive.projections import middle
from archive.workspace import Archive
from schemas.dates import DateValue
from schemas.item import ClaimedTime
from schemas.shape import Json
from schemas.sphere import metres_between
from schemas.verdict import Verdict

MOST_ALIKE = 20
"""Items that look alike and are told one by one; the nearest ones."""
_CHANGES_PICTURES = re.compile(
    r"photoshop|lightroom|gimp|snapseed|picsart|pixlr|canva|affinity|fireworks|illustrator|paint"
    r"|darktable|rawtherapee|capture one|facetune|faceapp|vsco|photo ?scape|premiere|after effects"
    r"|final cut|imovie|davinci|capcut|inshot|kinemaster|movie maker|shotcut|kdenlive|handbrake"
    r"|lavf|ffmpeg|imagemagick|midjourney|dall|stable diffusion|firefly",
    re.IGNORECASE,
)


def notes_on(archive: Archive, ref: str, audience: Audience) -> tuple[Note, ...]:
    """The notes on an item; empty for records of other types and items without a file.

    Raises:
        UnknownRecord: there is no such record that this audience may see.
    """
    with archive.reading() as connection:
        summary = lookup.find(connection, ref, audience)
    view = glance.glance(archive, [summary.id], audience).get(summary.id)
    if view is None or view.type != "item":
        return ()
    with archive.reading() as connection:
        alike = items_like(
            connection,
            audience,
            digest=view.content.get("digest"),
            picture=view.content.get("perceptual_hash"),
        )
    own = {view.id, view.content.get("derivative_of")}
    others = [one for one in alike if one.record_id not in own]
    return tuple(_Noting(archive, view, audience).notes(others[:MOST_ALIKE]))


class _Noting:
    """The notes on one item, subject by subject."""

    def __init__(self, archive: Archive, view: View, audience: Audience) -> None:
        self.content = view.content
        self.claims: Json = view.content.get("claims", {})
        self.id = view.id
        self.archive, self.audience = archive, audience
        times = [ClaimedTime.model_validate(row) for row in self.claims.get("times", [])]
        self.time = times[0] if times else None
        """The claim that cameras make of the moment itself stands first."""
        ids = [row["incident"] for row in view.content.get("documents", [])]
        self.incidents = glance.glance(archive, ids, audience)

    def notes(self, alike: list[Alike]) -> Iterator[Note]:
        """All of them."""
        for incident in self.incidents.values():
            yield from self._time_of(incident)
            yield from self._place_of(incident)
        yield from self._arrival()
        yield from self._like(alike)
        yield from self._software()
        yield from self._credentials()

    def _time_of(self, incident: View) -> Iterator[Note]:
        date = _date_of(incident)
        if date is None or self.time is None:
            return
        first, last = date.day_bounds()
        yield Note(
            About.CAPTURE_TIME,
            claimed=_shown(self.time),
            by=self.time.source,
            compared=date.words(),
            verdict=clocks.fits(self.time, first, last),
            difference=clocks.hours_outside(clocks.clock_of(self.time), first, last),
            unit=Unit.HOURS,
            other=_label(incident),
        )

    def _place_of(self, incident: View) -> Iterator[Note]:
        spot = self.claims.get("place")
        where = self._position(incident.content.get("place"))
        if spot is None or where is None:
            return
        lat, lon, radius_m = where
        metres = int(metres_between((float(spot["lat"]), float(spot["lon"])), (lat, lon)))
        reach = f" ± {radius_m} m" if radius_m is not None else ""
        yield Note(
            About.CAPTURE_PLACE,
            claimed=f"{spot['lat']}, {spot['lon']}",
            by=spot["source"],
            compared=f"{lat:.7g}, {lon:.7g}{reach}",
            verdict=places.fits(metres, radius_m),
            difference=metres,
            unit=Unit.METRES,
            other=_label(incident),
        )

    def _position(self, place: Json) -> tuple[float, float, int | None] | None:
        """The middle of a place and how far it reaches, its own or that of its record."""
        if not isinstance(place, dict):
            return None
        lat, lon = middle(place.get("geometry"))
        if (lat is None or lon is None) and "place" in place:
            known = glance.glance(self.archive, [place["place"]], self.audience)
            own = [{**view.content, "place": None} for view in known.values()]
            return self._position(own[0]) if own and own[0].get("geometry") else None
        return None if lat is None or lon is None else (lat, lon, place.get("radius_m"))

    def _arrival(self) -> Iterator[Note]:
        came = self.content.get("acquired", {}).get("at")
        if came is None or self.time is None:
            return
        arrived, earliest = datetime.fromisoformat(came), clocks.span_of_clock(self.time).first
        if earliest is not None and earliest > arrived:
            yield Note(
                About.ARRIVAL,
                claimed=_shown(self.time),
                by=self.time.source,
                compared=came,
                verdict=Verdict.NO,
                difference=(earliest - arrived) // timedelta(hours=1),
                unit=Unit.HOURS,
            )

    def _like(self, alike: list[Alike]) -> Iterator[Note]:
        views = glance.glance(self.archive, [one.record_id for one in alike], self.audience)
        for one in alike:
            other = views.get(one.record_id)
            if other is None or other.content.get("derivative_of") == self.id:
                continue
            yield self._likeness(one, other)
            yield from self._known_earlier(other)

    def _likeness(self, one: Alike, other: View) -> Note:
        name = "digest" if one.same_file else "perceptual_hash"
        theirs = {row["incident"] for row in other.content.get("documents", [])}
        return Note(
            About.SAME_FILE if one.same_file else About.LIKE_PICTURE,
            claimed=str(self.content.get(name)),
            by="SHA-256" if one.same_file else "picture hash",
            compared=str(other.content.get(name)),
            difference=None if one.same_file else one.bits,
            unit=None if one.same_file else Unit.BITS,
            other=_label(other),
            shared=bool(theirs & self.incidents.keys()),
        )

    def _known_earlier(self, other: View) -> Iterator[Note]:
        """Whether the other item was there, or claims to be, before an incident of this one."""
        sign = _first_sign(other)
        if sign is None:
            return
        moment, said, by = sign
        for incident in self.incidents.values():
            date = _date_of(incident)
            start = clocks.span_of_days(*date.day_bounds()).first if date else None
            if date and start is not None and moment < start:
                yield Note(
                    About.KNOWN_EARLIER,
                    claimed=said,
                    by=by,
                    compared=date.words(),
                    verdict=Verdict.NO,
                    difference=(start - moment) // timedelta(hours=1),
                    unit=Unit.HOURS,
                    other=_label(other),
                    shared=False,
                )

    def _software(self) -> Iterator[Note]:
        written = self.claims.get("software")
        found = _CHANGES_PICTURES.search(written or "")
        if found:
            yield Note(About.SOFTWARE, claimed=written, by="software", compared=found[0])

    def _credentials(self) -> Iterator[Note]:
        found = self.claims.get("credentials")
        if found:
            said = ", ".join(found.get("remarks", ())) or found.get("signer", "")
            yield Note(About.CREDENTIALS, claimed=found["state"], by="C2PA", compared=said)


def _first_sign(other: View) -> tuple[datetime, str, str] | None:
    """The latest moment by which another item was certainly there, or claims that it was."""
    signs = []
    if came := other.content.get("acquired", {}).get("at"):
        signs.append((datetime.fromisoformat(came), came, "taken in"))
    for row in other.content.get("claims", {}).get("times", []):
        claim = ClaimedTime.model_validate(row)
        if (latest := clocks.span_of_clock(claim).last) is not None:
            signs.append((latest, _shown(claim), claim.source))
    return min(signs, default=None, key=lambda sign: sign[0].astimezone(UTC))


def _date_of(incident: View) -> DateValue | None:
    written = incident.content.get("date")
    return DateValue.model_validate(written, strict=False) if written else None


def _shown(claim: ClaimedTime) -> str:
    zone = claim.utc_offset or "(no zone written)"
    return f"{claim.wall_clock.replace('T', ' ')} {zone}"


def _label(view: View) -> Label:
    return Label(view.id, view.ref, view.type, str(view.content.get("title", "—")))
