"""What each audience hears of the hands that an item went through, and of what was made of it."""

from __future__ import annotations

from pathlib import Path

from archive import custody, repository
from archive.custody import custody_of
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.log import Draft, Thing
from archive.workspace import Archive
from schemas.access import Access, FieldAccess, Level
from schemas.sidecar import Handover
from tests.archive import samples
from tests.archive.test_derived import made_of, put_with_words

GIVER = "Nina Kern"


def told(archive: Archive, ref: str, audience: Audience) -> str:
    return str(custody_of(archive, ref, audience))


def test_the_digest_of_the_words_of_a_file_is_for_those_who_may_have_them(
    archive: Archive, tmp_path: Path
) -> None:
    ref = put_with_words(archive, tmp_path)
    digest = made_of(archive, ref).digest
    assert digest not in told(archive, ref, PUBLIC)
    assert digest in told(archive, ref, RESTRICTED)


def test_whose_hands_an_item_came_from_is_kept_back_with_the_giver(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "letter").write_text("a letter")
    before = (Handover.model_validate({"from": GIVER}),)
    (added,) = samples.add(archive, tmp_path / "letter", before=before)
    custody.transfer(archive, added.ref, to=GIVER, reason=f"{GIVER} asked for it")
    assert GIVER in told(archive, added.ref, RESTRICTED)
    with archive.reading() as connection:
        _, item = repository.load(connection, added.ref)
    rule = FieldAccess(path="/acquired/from", level=Level.CONFIDENTIAL)
    access = Access(level=Level.RESTRICTED, fields=(rule,))
    samples.record(archive, item.model_copy(update={"access": access}))
    assert GIVER not in told(archive, added.ref, RESTRICTED)
    assert GIVER in told(archive, added.ref, CONFIDENTIAL)


def test_of_a_packet_those_hear_who_may_see_what_is_in_it(archive: Archive) -> None:
    (recorded,) = samples.record(archive, samples.item("E1", access={"level": "public"}))
    packet, item = Thing("packet00packet00", "packet"), Thing(recorded.id, "source")
    with archive.writing() as writer:
        for level in ("public", "confidential"):
            told_of = {"audience": level, "recipient": f"the {level} reader"}
            thing = Thing(f"{level[0]}acket00packet00", packet.role)
            writer.append([Draft("packet.built", (thing, item), detail=told_of)])
            writer.append([Draft("packet.acknowledged", (thing, item), detail={})])

    def actions(audience: Audience) -> list[str]:
        return [event.action for event in custody_of(archive, "E1", audience)]

    assert not [one for one in actions(PUBLIC) if one.startswith("packet.")]
    assert actions(RESTRICTED).count("packet.built") == 1
    assert actions(RESTRICTED).count("packet.acknowledged") == 1
    assert actions(CONFIDENTIAL).count("packet.acknowledged") == 2
    assert "the confidential reader" not in told(archive, "E1", RESTRICTED)
