"""Makes the archive of a release that is kept here: `python -m tests.archives.keeping`, once.

It is made by the commands of the release, as a person would give them, and is never made again: a
later program makes another archive. Run it with the program that is to be released.
"""

from __future__ import annotations

import json
import re
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from click.testing import CliRunner

from archive.cli import cli
from archive.drafting import drafts
from archive.founding import open_archive
from archive.worked_example import example_records, example_revision
from archive.worked_example.pictures import make_pictures

HERE = Path(__file__).parent
NAME = "release"
"""What the archive is called that is kept."""
ITEM = re.compile("item-[a-z0-9]+")
ANEW = ("index", "intake", ".index-token", ".index-token.lock")
"""What any program makes again."""
LIMITED = {
    "type": "incident",
    "ref": "door-1",
    "title": "A door was forced",
    "language": "en",
    "kinds": ["search"],
    "date": {"edtf": "2014-12-14", "basis": "stated"},
    "access": {"level": "restricted", "compartments": ["team-a"]},
}
"""A record of one team, plainly invented."""


def main() -> None:
    """Make it, and say how large it is."""
    kept = HERE / f"{version('khronika')}.zip"
    if kept.exists():
        sys.exit(f"{kept.name} is kept already, and is not made again")
    with TemporaryDirectory() as place:
        site = Path(place)
        told = make(site)
        kept.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
        pack(site, kept)
    print(f"{kept.name}: {kept.stat().st_size:,} bytes, {told['size']} entries")


def make(site: Path) -> dict[str, object]:
    """Make archive, backup and plan in `site`; what is to be found again."""
    folder = site / NAME

    def do(*words: str, given: str | None = None, person: str = "Vera") -> str:
        said = CliRunner().invoke(
            cli, ["--archive", str(folder), "--as", person, *words], given, catch_exceptions=False
        )
        assert said.exit_code == 0, said.output
        return said.stdout

    made = CliRunner().invoke(cli, ["init", str(folder), "--person", "Vera"])
    assert made.exit_code == 0, made.output
    do("record", "-", "--reason", "the worked example", given=json.dumps(example_records()))
    revision = example_revision()
    do("record", "-", "--reason", revision["reason"], given=json.dumps(revision["record"]))
    do("record", "-", given=json.dumps(LIMITED))
    (picture, *_) = make_pictures(site)
    words = ("--from", "the makers of the example", "--how", "drawn for it", "--level", "public")
    file = str(site / picture.file_name)
    item = ITEM.search(do("add", file, "--incident", picture.incident, *words))[0]
    do("derive", item, "--strip-metadata", "--level", "public", "--reason", "to be published")
    do("transfer", item, "--to", "an investigator", "--reason", "shown on request")
    do("user", "add", "Amina K.", "--role", "recorder", "--clearance", "confidential")
    do("token", "new", "weekly table", "--scope", "export", person="Amina K.")
    do("search", "Kalyapin", "--save", "his name")
    with closing(open_archive(folder, "Vera")) as archive:
        drafts.begin(archive, "incident", {"title": "Not recorded yet"})
    do("packet", "plan", "--case", "UA-2014", "--audience", "public", "--out", str(site / "p.json"))
    head = do("checkpoint")
    (site / "head").write_text(head, "utf-8")
    do("backup", str(site / "backup"))
    _, size, root = head.splitlines()[:3]
    return {"size": int(size), "root": root, "item": item}


def pack(site: Path, kept: Path) -> None:
    """Put the archive, its plan and its backup into one file, the stored bytes once."""
    with ZipFile(kept, "w", ZIP_DEFLATED, compresslevel=9) as out:
        for path in sorted(site.rglob("*")):
            name = path.relative_to(site)
            if not path.is_file() or (name.parts[1:2] and name.parts[1] in ANEW):
                continue
            if name.parts[0] not in (NAME, "backup", "p.json", "head"):
                continue
            if name.parts[:2] == ("backup", "evidence"):
                continue  # the same bytes as in the archive
            told = ZipInfo(name.as_posix(), (2026, 11, 28, 0, 0, 0))
            told.compress_type = ZIP_DEFLATED
            out.writestr(told, path.read_bytes())


if __name__ == "__main__":
    main()
