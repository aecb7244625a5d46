"""An item told: what it is, whose hands it came from, what the file says of its own making.

What a file says of itself is a claim and is told as one, each with the tag that it came from.
"""

from __future__ import annotations

from schemas.record import ID_PATTERN
from schemas.shape import Json
from webui.language import _, marked, number, several
from webui.telling import words
from webui.telling.pieces import Fact, Line, Piece, Role, fact, line, ours, present, theirs
from webui.telling.teller import Teller

HANDS = (
    "item.captured",
    "item.received_before",
    "item.acquired",
    "item.transferred_out",
    "item.transferred_in",
    "item.returned",
)
"""The entries by which an item went from one to another."""
FILMS = ("video/mp4", "video/webm", "video/ogg", "video/quicktime", "video/x-matroska")
SOUNDS = ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac", "audio/aac")
"""Types that browsers play; what is in them is never run."""
PDF = "application/pdf"


def shown_as(media_type: str | None) -> str:
    """How the file can be looked at: film, sound, pages, picture; empty if it cannot."""
    if media_type in FILMS:
        return "film"
    if media_type in SOUNDS:
        return "sound"
    if media_type == PDF:
        return "pages"
    return "picture" if (media_type or "").startswith("image/") else ""


def facts(teller: Teller) -> tuple[Fact, ...]:
    """What it is and how it came here."""
    return present(
        teller.fact(_("Kind"), "/kind"),
        teller.fact(_("State"), "/state"),
        teller.fact(_("Description"), "/description"),
        teller.fact(_("Original or copy"), "/generation"),
        teller.fact(_("Made from"), "/derivative_of"),
        teller.fact(_("How it was made"), "/derivation"),
        teller.texts(_("Came in"), "/contained_in"),
        teller.fact(_("Creator"), "/creator"),
        _consent(teller),
        _acquired(teller),
        teller.fact(_("Where the original is"), "/original_whereabouts"),
        teller.texts(_("Published at"), "/urls"),
        teller.fact(_("Safety"), "/safety_note"),
    )


def file_facts(teller: Teller) -> tuple[Fact, ...]:
    """The bytes: digest, size, type by content, the names it came under."""
    return present(
        teller.fact("SHA-256", "/digest", lambda value: (ours(value, Role.EXACT),)),
        teller.fact(_("Size"), "/size", lambda value: (ours(words.size(value), Role.VALUE),)),
        teller.fact(_("Type by content"), "/media_type", lambda v: (ours(v, Role.VALUE),)),
        teller.texts(_("Names it came under"), "/names"),
        teller.fact(
            _("Picture hash"), "/perceptual_hash", lambda value: (ours(value, Role.EXACT),)
        ),
    )


def _consent(teller: Teller) -> Fact | None:
    """Purposes that the creator agreed to: some, none, or nobody has asked."""
    codes = teller.at("/consent")
    if codes is None:
        return teller.gap(_("Creator's consent"), "/consent")
    words_ = words.listed("packet_purposes", codes) if codes else _("to no purpose")
    return fact(_("Creator's consent"), teller.line("/consent", ours(words_, Role.VALUE)))


def _acquired(teller: Teller) -> Fact | None:
    row = teller.at("/acquired")
    if not row:
        return None
    lines = [teller.line("/acquired/at", ours(words.moment(row["at"]), Role.VALUE))]
    if "received" in row:
        when = teller.value("/acquired/received", row["received"])
        lines.append(teller.line("/acquired/received", ours(_("handed over:"), Role.NOTE), *when))
    if not ID_PATTERN.fullmatch(row.get("by", "")):  # whoever was at work stands in its custody
        lines += _told_of(teller, row, ("by", _("taken over by")))
    lines += _told_of(
        teller,
        row,
        ("from", _("from")),
        ("how", _("how:")),
        ("tool", _("with")),
        ("source_url", _("address:")),
    )
    return fact(_("Taken in"), *lines)


def _told_of(teller: Teller, row: Json, *named: tuple[str, str]) -> list[Line]:
    return [
        teller.line(f"/acquired/{name}", ours(title, Role.NOTE), teller.who(row[name]))
        for name, title in named
        if name in row
    ]


def claims(teller: Teller) -> tuple[Fact, ...]:
    """What the file says of its own making, claim by claim."""
    row = teller.at("/claims") or {}
    times = [line(*_time(one)) for one in row.get("times", [])]
    spots = [line(*_spot(row["place"]))] if "place" in row else []
    device = [
        line(ours(title, Role.NOTE), theirs(row[name]))
        for name, title in (
            ("make", _("make:")),
            ("model", _("model:")),
            ("serial", _("serial number:")),
            ("software", _("software:")),
        )
        if name in row
    ]
    return present(
        fact(_("Its clock said"), *times),
        fact(_("Its position"), *spots),
        fact(_("Device"), *device),
        _measures(row),
        _extent(row),
        fact(_("Content credentials"), *_credentials(row.get("credentials"))),
        fact(_("Remarks on reading it"), *(line(theirs(note)) for note in row.get("notes", []))),
    )


def tags(teller: Teller) -> tuple[tuple[str, str], ...]:
    """Every tag that was read from the file, as (name, text)."""
    raw: dict[str, str] = (teller.at("/claims") or {}).get("raw", {})
    return tuple(sorted(raw.items()))


def _time(row: Json) -> tuple[Piece, ...]:
    zone = row.get("utc_offset")
    known = _("clock %(offset)s from UTC", offset=zone) if zone else _("no time zone written")
    shown = ours(row["wall_clock"].replace("T", " "), Role.VALUE)
    return shown, ours(known, Role.NOTE), *_tag(row)


def _spot(row: Json) -> tuple[Piece, ...]:
    pieces = [ours(words.position(row["lat"], row["lon"]), Role.VALUE)]
    if "altitude_m" in row:
        pieces.append(ours(_("altitude %(n)s m", n=row["altitude_m"]), Role.NOTE))
    return (*pieces, *_tag(row))


def _tag(row: Json) -> tuple[Piece, ...]:
    return ours(_("by the tag"), Role.NOTE), theirs(row["source"], role=Role.EXACT)


def _measures(row: Json) -> Fact:
    lines = []
    if "width" in row and "height" in row:
        lines.append(line(ours(f"{row['width']} × {row['height']}")))
    if "orientation" in row:
        turned = _("EXIF orientation %(n)s", n=row["orientation"])
        lines.append(line(ours(turned, Role.NOTE)))
    return fact(_("Pixels"), *lines)


def _extent(row: Json) -> Fact:
    """How long a film lasts and how it is encoded, how many pages a document has."""
    lines = []
    if "duration_ms" in row:
        seconds = _("%(n)s seconds", n=number(row["duration_ms"] / 1000))
        lines.append(line(ours(seconds)))
    if "pages" in row:
        lines.append(line(ours(several("%(n)s page", "%(n)s pages", row["pages"]))))
    if "codecs" in row:
        lines.append(line(ours(_("encoded as"), Role.NOTE), theirs(", ".join(row["codecs"]))))
    return fact(_("Extent"), *lines)


CREDENTIALS = {
    "present": marked("They are there, and were not checked."),
    "elsewhere": marked("The file names an address for them. Nothing was fetched from there."),
    "unreadable": marked("They are there and cannot be read."),
    "broken": marked("They do NOT hold: they do not fit the file, or their signature is wrong."),
    "intact": marked(
        "They fit the file and their signature holds. Whether the signer can be trusted was not "
        "asked, and that what is seen is true does not follow."
    ),
}
"""What is said of each state of content credentials; none of them is praise."""


def _credentials(row: Json) -> list[Line]:
    if row is None:
        return []
    lines = [line(ours(_(CREDENTIALS[row["state"]]), Role.VALUE))]
    for name, title in (("signer", _("signed as:")), ("generator", _("made with:"))):
        if name in row:
            lines.append(line(ours(title, Role.NOTE), theirs(row[name])))
    if "remarks" in row:
        remarks = ", ".join(row["remarks"])
        lines.append(line(ours(_("the check said:"), Role.NOTE), theirs(remarks, role=Role.EXACT)))
    return lines


def documented(teller: Teller) -> tuple[tuple[str, str], ...]:
    """The incidents that it is evidence of: (id, key of the act or nothing)."""
    return tuple((row["incident"], row.get("act", "")) for row in teller.at("/documents") or [])
