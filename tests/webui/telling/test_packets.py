"""The plan of a packet is told with everything that stays out."""

from __future__ import annotations

from archive.disclosure import PUBLIC
from archive.packets.paging import Look, Paged
from archive.packets.planned import PacketPlan, PlannedExhibit, Withheld
from webui.telling import packets

LEAF = "0" * 64


def _plan(**fields):
    empty = {
        "title": "A matter",
        "audience": PUBLIC,
        "purpose": "press",
        "recipient": "",
        "subjects": (),
        "records": (),
        "exhibits": (),
        "withheld": (),
        "entries": (0,),
    }
    return PacketPlan(**{**empty, **fields})


def test_what_stays_out_is_told_with_the_reason_and_the_entries():
    withheld = (
        Withheld("file", 4, LEAF, "consent_not_asked"),
        Withheld("file", 7, LEAF, "consent_not_asked"),
        Withheld("record", 2, LEAF, "for_fewer_eyes"),
    )
    told = packets.told(_plan(withheld=withheld))
    assert told.withheld == (
        ("a file", "nobody has asked its creator for consent", (4, 7)),
        ("a record", "it is for fewer eyes", (2,)),
    )


def test_exhibits_are_told_with_digest_and_size():
    exhibit = PlannedExhibit(
        number=1,
        item="x" * 16,
        ref="E1",
        title="A photo",
        date="11 December 2014",
        digest="ab" * 32,
        size=2048,
        crc32=1,
        media_type="image/png",
        made="",
        path="data/x",
        entry=3,
        custody=(3,),
        paged=Paged(Look.PICTURE, 1),
        first_page=0,
    )
    (told,) = packets.told(_plan(exhibits=(exhibit,))).exhibits
    assert (told.number, told.size, told.label.ref) == (1, "2.0 KiB (2,048 bytes)", "E1")


def test_audience_and_purpose_are_words():
    told = packets.told(_plan())
    assert (told.audience_words, told.purpose_words) == ("Public", "Press")
