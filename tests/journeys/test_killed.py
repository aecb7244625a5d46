"""kill -9 at any moment loses nothing, and running the same command again completes it, once.

Each command is killed several times in a row on one archive, checked after each kill, and then run
to its end: what a kill left behind has to be no hindrance to the next.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from archive import log
from archive.checking.verify import verify
from archive.cli.exits import ExitCode
from archive.founding import found_archive, open_archive, open_for_checking
from archive.settings import read_settings
from archive.worked_example import example_records
from evidence import standalone
from tests.archive import samples
from tests.archive.test_heads import put_back_an_older_database
from tests.by_hand import blobs, content_of_database
from tests.copies import copy_archive
from tests.journeys.killing import SEED, moments, run

LEFT_OPEN = {"blob.unreferenced", "log.ahead_of_mark"}
"""What a check may say after a kill: bytes that no entry names, entries whose head is unsigned."""
FILES = 8


@dataclass(frozen=True)
class Site:
    """A folder with an archive in it, and what a command needs beside it."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def actions(self) -> Counter[str]:
        """How many entries there are of each action."""
        archive = open_for_checking(self.archive)
        try:
            with archive.reading() as connection:
                return Counter(entry.fields["action"] for entry in log.entries(connection))
        finally:
            archive.close()

    def actions_about(self, name: str) -> Counter[str]:
        """The same for the entries that name one thing."""
        archive = open_for_checking(self.archive)
        try:
            with archive.reading() as connection:
                return Counter(entry.fields["action"] for entry in log.about(connection, name))
        finally:
            archive.close()

    def is_whole(self, *, meanwhile: frozenset[str] = frozenset()) -> None:
        """Nothing is wrong, and left open is what may be, but for what the command mends."""
        archive = open_for_checking(self.archive)
        try:
            found = verify(archive).findings
        finally:
            archive.close()
        assert {one.code for one in found} <= LEFT_OPEN | meanwhile, [str(one) for one in found]

    def leftovers(self) -> list[str]:
        """Names of unfinished things."""
        found = [*self.folder.rglob("*.part"), *self.folder.rglob("*.new")]
        return sorted(str(path.relative_to(self.folder)) for path in found)


Words = tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """A command, what it needs, and what has to be there when it came to its end."""

    words: Callable[[Site], Words]
    prepare: Callable[[Site], None]
    check: Callable[[Site], None]
    once_more: ExitCode = ExitCode.DONE
    """What the command says when everything was done before."""
    meanwhile: frozenset[str] = frozenset()
    """Codes of what is wrong until the command came to its end."""


def an_archive(site: Site) -> None:
    found_archive(site.archive, person="Vera").close()


def within(*words: str) -> Callable[[Site], Words]:
    return lambda site: (
        "--archive",
        str(site.archive),
        *(word.replace("SITE", str(site.folder)) for word in words),
    )


def records_to_record(site: Site) -> None:
    an_archive(site)
    text = json.dumps(example_records())
    (site.folder / "records.json").write_text(text, encoding="utf-8")


def records_are_there_once(site: Site) -> None:
    assert site.actions()["record.created"] == len(example_records())
    assert site.actions()["record.revised"] == 0


def files_to_add(site: Site) -> None:
    an_archive(site)
    (site.folder / "files").mkdir()
    for number in range(FILES):
        path = site.folder / "files" / f"{number}.png"
        Image.new("RGB", (60 + number, 40), (number, 0, 0)).save(path)


def files_are_there_once(site: Site) -> None:
    assert site.actions()["item.acquired"] == FILES
    derived = site.actions()["derivative.created"]
    assert len(blobs(read_settings(site.archive))) == FILES + derived


def a_case(site: Site) -> None:
    archive = found_archive(site.archive, person="Vera")
    samples.record(archive, samples.incident("I1"), samples.source("S1"))
    for number in range(3):
        path = site.folder / f"{number}.txt"
        path.write_text(f"page {number}")
        samples.add(archive, path, incident="I1", consent=("court",))
    archive.close()


def the_packet_is_there_once(site: Site) -> None:
    assert standalone.verify(site.folder / "packet").errors == []
    assert (site.folder / "packet.zip").is_file()
    assert site.leftovers() == []
    (name,) = re.findall(
        "External-Identifier: (.*)", (site.folder / "packet/bag-info.txt").read_text()
    )
    about = site.actions_about(name.strip())
    assert about["packet.signed"] == about["packet.built"] == 1
    everything = site.actions()
    assert everything["packet.signed"] == everything["packet.built"] == 1


def the_record_is_gone_once(site: Site) -> None:
    assert site.actions()["erased"] == 1
    content = content_of_database(read_settings(site.archive))
    assert b"A word to be erased" not in content
    assert not list(site.archive.glob("erasing*"))


def a_record_to_erase(site: Site) -> None:
    archive = found_archive(site.archive, person="Vera")
    samples.record(archive, samples.source("S1", title="A word to be erased"))
    archive.close()


def an_older_database(site: Site) -> None:
    put_back_an_older_database(found_archive(site.archive, person="Vera")).close()


def the_log_goes_on_under_another_name(site: Site) -> None:
    assert site.actions()["log.forked"] == 1
    archive = open_archive(site.archive)
    assert archive.settings.log_number == 2
    samples.record(archive, samples.source("S1"))
    archive.close()


COMMANDS = {
    "record": Command(
        within("record", "SITE/records.json"), records_to_record, records_are_there_once
    ),
    "add": Command(within("add", "SITE/files"), files_to_add, files_are_there_once),
    "packet": Command(
        within("packet", "build", "--incident", "I1", "--out", "SITE/packet"),
        a_case,
        the_packet_is_there_once,
        ExitCode.REFUSED,
    ),
    "erase": Command(
        within("erase", "S1", "--basis", "asked for"),
        a_record_to_erase,
        the_record_is_gone_once,
        ExitCode.NOT_FOUND,
    ),
    "fork": Command(
        within("log", "fork", "--reason", "restored"),
        an_older_database,
        the_log_goes_on_under_another_name,
        ExitCode.REFUSED,
        frozenset(
            {
                "checkpoint.missing",
                "checkpoint.other_key",
                "log.differs_from_checkpoint",
                "log.shorter_than_checkpoint",
            }
        ),
    ),
}
IN_A_ROW = 2
"""Kills before a command may come to its end."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_command_is_completed_by_running_it_again(tmp_path: Path, name: str) -> None:
    command = COMMANDS[name]
    template = Site(tmp_path / "template")
    template.folder.mkdir()
    command.prepare(template)
    longest = time_of(command, template)
    killed = 0
    for round_, start in enumerate(range(0, len(moments(longest, of=name)), IN_A_ROW)):
        site = copy_of(template, tmp_path / f"round-{round_}")
        told = f"seed {SEED}, round {round_}"
        for moment in moments(longest, of=name)[start : start + IN_A_ROW]:
            ended = run(site.folder, *command.words(site), kill_after=moment)
            killed += ended.status < 0
            assert ended.status in (-9, 0, command.once_more), (told, ended)
            site.is_whole(meanwhile=command.meanwhile)
        last = run(site.folder, *command.words(site))
        assert last.status in (0, command.once_more), (told, last)
        site.is_whole()
        command.check(site)
        shutil.rmtree(site.folder)
    print(f"{name}: {killed} kills within {longest:.2f} s, {told}")


def time_of(command: Command, template: Site) -> float:
    """How many seconds the command takes when nobody kills it; it is seen to do its work."""
    times = []
    for name in ("first", "second"):  # the first one starts the process from which all are forked
        site = copy_of(template, template.folder.with_name(name))
        ended = run(site.folder, *command.words(site))
        assert ended.status == 0, ended.output
        command.check(site)
        times.append(ended.seconds)
    return min(times)


def copy_of(site: Site, folder: Path) -> Site:
    top = str(site.folder)
    shutil.copytree(top, folder, ignore=lambda at, _: ["archive"] if at == top else [])
    if site.archive.exists():
        copy_archive(site.archive, folder / "archive")
    return Site(folder)
