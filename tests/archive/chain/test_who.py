"""Who had an item before them, from the log alone."""

from __future__ import annotations

import json
from pathlib import Path

from archive import custody, opening
from archive.accounts import granting
from archive.chain.who import who_had
from archive.disclosure import CONFIDENTIAL
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.cli.program import khronika
from tests.archive.samples import add, incident, record


def test_everybody_who_opened_gave_or_got_it_is_named(archive: Archive, tmp_path: Path) -> None:
    record(archive, incident("I1"))
    (tmp_path / "letter.txt").write_text("a letter")
    (letter,) = add(archive, tmp_path / "letter.txt", incident="I1")
    assert who_had(archive, str(letter.ref), CONFIDENTIAL) == ()
    lawyer = granting.let_in(archive, "Amina", Standing(Role.LAWYER, Level.CONFIDENTIAL, None))
    theirs = archive.working_as(lawyer.id)
    opening.open_item(theirs, str(letter.ref), CONFIDENTIAL).stream.close()
    custody.transfer(archive, str(letter.ref), to="an investigator", reason="asked in writing")
    had = who_had(archive, str(letter.ref), CONFIDENTIAL)
    assert [(one.who, one.event.action) for one in had] == [
        ("Amina", "item.opened"),
        ("Vera", "item.transferred_out"),
    ]
    named = ("--archive", str(archive.settings.folder))
    told = khronika(*named, "log", "who", str(letter.ref))
    assert "Amina" in told.out.splitlines()[0]
    rows = json.loads(khronika(*named, "log", "who", str(letter.ref), "--json").out)
    assert [row["who"] for row in rows] == ["Amina", "Vera"]
    assert khronika(*named, "--as", "Amina", "log", "who", str(letter.ref)).code == 5
    assert khronika(*named, "log", "who", "nothing").code == 4
