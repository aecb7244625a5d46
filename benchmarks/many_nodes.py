"""Several machines on one server and one bucket, and everything that can go away goes away.

    python -m benchmarks.many_nodes --seconds 600 --s3 .venv-s3/bin/ministack

Two processes serve pages and three write; meanwhile nodes and writers are killed (SIGKILL), the
database is stopped and started, and so is the S3 service. Each writer notes in a file of its own
what it was told of each record. At the end the archive is checked, and what the log holds is
compared with these notes: nothing that was said to be done is missing, nothing is there twice, and
what was said to have changed nothing had not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import S3, PostgreSQL, environment, free_port, listens, started

DURABLE = (
    "fsync=on",
    "synchronous_commit=on",
    "max_connections=100",
    "shared_buffers=64MB",
    "listen_addresses=",
)
"""As a server is run: a crash of it loses nothing that was committed."""
WRITER = (sys.executable, "-m", "benchmarks.many_nodes", "--writer")
FILE_EVERY = 5
"""Of so many records one comes with a file."""


def write(folder: Path, name: str, notes: Path, pause_seconds: float) -> None:
    """Record one after another for ever, and note what became of each."""
    from archive import intake
    from archive.database.errors import OutcomeUnknown
    from archive.errors import HeadNotSigned, UnavailableError
    from archive.founding import open_archive
    from archive.recording import record
    from evidence.errors import Unreachable
    from schemas.records import read_record
    from tests.archive.samples import by_content

    with notes.open("a", encoding="utf-8", buffering=1) as book:
        number = sum(line.startswith('["begun"') for line in notes.open(encoding="utf-8"))
        while True:
            ref = f"{name}-{number}"
            book.write(json.dumps(["begun", ref]) + "\n")
            fields = {"type": "incident", "ref": ref, "title": f"An event noted as {word(ref)}"}
            while True:
                try:
                    with closing(open_archive(folder)) as archive:
                        record(archive, [read_record(json.dumps(fields))])
                        if number % FILE_EVERY == 0:
                            page = notes.with_name(f"{ref}.txt")
                            page.write_text(f"a page about {ref}\n" * 20)
                            order = intake.Order(incident=ref)
                            list(intake.add(archive, [page], order, by_content(archive)))
                    break
                except HeadNotSigned:
                    continue
                except OutcomeUnknown as error:
                    book.write(json.dumps(["unknown", ref, str(error)]) + "\n")
                except (UnavailableError, Unreachable) as error:
                    book.write(json.dumps(["refused", ref, str(error)]) + "\n")
                time.sleep(0.5)
            book.write(json.dumps(["done", ref]) + "\n")
            number += 1
            time.sleep(pause_seconds)


def word(ref: str) -> str:
    """A word that only this record has."""
    return "q" + "".join(chr(ord("a") + int(digit, 16)) for digit in ref.encode().hex())


@dataclass
class Helper:
    """A process that is started again whenever it was killed."""

    words: list[str]
    environment: dict[str, str]
    log: Path
    kills: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            more = {**os.environ, **self.environment}
            self._process = subprocess.Popen(self.words, env=more, stdout=log, stderr=log)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self.kills += 1

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


@dataclass
class Seen:
    """What whoever asks the nodes was answered."""

    found: int = 0
    """Records that were said to be done and were shown at once."""
    not_yet: int = 0
    """Records that the search did not find, and said that something is not indexed yet."""
    away: int = 0
    """Questions that were answered by 503, or by nobody because the node was being started."""
    wrong: list[str] = field(default_factory=list)


def ask(port: int, path: str) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except (urllib.error.URLError, OSError, TimeoutError):
        return 0, b""


def look(port: int, ref: str, seen: Seen) -> None:
    """Ask a node for a record that is done, by its address and by its own word."""
    status, _ = ask(port, f"/incident/{ref}")
    if status in (0, 503):
        seen.away += 1
        return
    if status != 200:
        seen.wrong.append(f"/incident/{ref}: {status}")
        return
    status, body = ask(port, f"/find.json?words={word(ref)}")
    if status in (0, 503):
        seen.away += 1
    elif status != 200:
        seen.wrong.append(f"search for {ref}: {status}")
    elif ref in body.decode():
        seen.found += 1
    else:
        seen.not_yet += 1


def notes_of(folder: Path) -> Iterator[list[str]]:
    for path in sorted(folder.glob("*.notes")):
        for line in path.read_text("utf-8").splitlines():
            with suppress(ValueError):  # a killed writer may leave half a line
                yield json.loads(line)


def judge(folder: Path, notes: Path, seen: Seen) -> dict[str, object]:
    """Compare the log with what the writers were told."""
    from archive import log
    from archive.checking.verify import verify
    from archive.founding import open_archive

    told = list(notes_of(notes))
    done = {row[1] for row in told if row[0] == "done"}
    begun = {row[1] for row in told if row[0] == "begun"}
    with closing(open_archive(folder)) as archive:
        with archive.reading() as connection:
            made = [
                thing["id"]
                for entry in log.entries(connection)
                if entry.fields["action"] == "record.created"
                for thing in entry.fields["objects"]
            ]
            refs = Counter(
                row[0]
                for row in connection.exec_driver_sql(
                    "SELECT ref FROM records WHERE type = 'incident'"
                )
            )
            size = log.head(connection).size
        report = verify(archive)
    left_over = {"blob.unreferenced", "log.ahead_of_mark"}
    return {
        "records said to be done": len(done),
        "of them missing": sorted(done - refs.keys()),
        "recorded twice": [ref for ref, many in refs.items() if many > 1],
        "created twice": [one for one, many in Counter(made).items() if many > 1],
        "never begun": sorted(refs.keys() - begun),
        "entries": size,
        "refused, nothing changed": sum(row[0] == "refused" for row in told),
        "outcome unknown": sum(row[0] == "unknown" for row in told),
        "found at once": seen.found,
        "not indexed yet": seen.not_yet,
        "pages away": seen.away,
        "wrong answers": seen.wrong,
        "findings": [str(one) for one in report.findings if one.code not in left_over],
        "bytes that no entry names": sum(
            one.code == "blob.unreferenced" for one in report.findings
        ),
        "files read": f"{report.read['files']} of {report.expected['files']}",
    }


def live(
    seconds: float, s3_program: Path, *, pause_seconds: float = 0.5, every_seconds: float = 12.0
) -> dict[str, object]:
    """Run all of it for a time; the figures."""
    from archive.founding import found_archive

    place = Path(tempfile.mkdtemp(prefix="khronika-nodes-"))
    with started(s3_program, DURABLE) as (server, service):
        more = environment(server, service)
        os.environ.update(more)
        found_archive(place / "archive", person="Vera").close()
        nodes = [Node(place, number, more) for number in range(2)]
        writers = [
            Helper(
                [*WRITER, f"w{number}", "--place", str(place), "--pause", str(pause_seconds)],
                more,
                place / f"w{number}.log",
            )
            for number in range(3)
        ]
        helpers: list[Helper] = [*nodes, *writers]
        for number in range(3):
            (place / f"w{number}.notes").touch()
        for helper in helpers:
            helper.start()
        trouble = Trouble(server, service, helpers, nodes, place)
        happened, seen = trouble.go_on(seconds, every_seconds)
        for helper in writers:
            helper.kill()
        time.sleep(1.0)
        for node in nodes:
            node.stop()
        figures = {**happened, **judge(place / "archive", place, seen)}
    shutil.rmtree(place)
    return figures


class Node(Helper):
    """A process that serves pages, with an index of its own."""

    def __init__(self, place: Path, number: int, more: dict[str, str]) -> None:
        self.port = free_port()
        serve = "import sys; from archive.cli import main; sys.argv[1:] = {!r}; main()".format(
            ["--archive", str(place / "archive"), "serve", "--port", str(self.port)]
        )
        own = {**more, "KHRONIKA_INDEX": str(place / f"index-{number}")}
        super().__init__([sys.executable, "-c", serve], own, place / f"node{number}.log")


@dataclass
class Trouble:
    """What goes away and comes back, one after the other, while the nodes are asked."""

    server: PostgreSQL
    service: S3
    helpers: list[Helper]
    nodes: list[Node]
    place: Path
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def go_on(self, seconds: float, every_seconds: float) -> tuple[dict[str, object], Seen]:
        """Go on for a time; how often what went away, and what was answered."""
        seen, times = Seen(), Counter[str]()
        deeds: list[tuple[str, Callable[[], None]]] = [
            ("processes killed", self._kill_one),
            ("database stopped and started", self._restart_server),
            ("S3 stopped and started", self._restart_service),
        ]
        now = time.monotonic()
        until, next_deed, turn = now + seconds, now + every_seconds, 0
        while time.monotonic() < until:
            self._look(turn, seen)
            turn += 1
            if time.monotonic() > next_deed:
                what, do = deeds[times.total() % len(deeds)]
                do()
                times[what] += 1
                next_deed = time.monotonic() + every_seconds
            time.sleep(0.3)
        return dict(times), seen

    def _look(self, turn: int, seen: Seen) -> None:
        done = [row[1] for row in notes_of(self.place) if row[0] == "done"]
        node = self.nodes[turn % len(self.nodes)]
        if done and listens(node.port):
            look(node.port, self.chance.choice(done[-20:]), seen)

    def _kill_one(self) -> None:
        helper = self.chance.choice(self.helpers)
        helper.kill()
        helper.start()

    def _restart_server(self) -> None:
        self.server.stop(self.chance.choice((signal.SIGINT, signal.SIGQUIT)))
        time.sleep(self.chance.uniform(0.1, 3.0))
        self.server.start()

    def _restart_service(self) -> None:
        self.service.stop(signal.SIGKILL)
        time.sleep(self.chance.uniform(0.1, 3.0))
        self.service.start()


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks.many_nodes")
    reader.add_argument("--seconds", type=float, default=60.0)
    reader.add_argument("--every", type=float, default=12.0, help="seconds between disturbances")
    reader.add_argument("--pause", type=float, default=0.5, help="seconds between two records")
    reader.add_argument("--s3", type=Path, default=Path(".venv-s3/bin/ministack"))
    reader.add_argument("--writer", help=argparse.SUPPRESS)
    reader.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    given = reader.parse_args()
    if given.writer:
        notes = given.place / f"{given.writer}.notes"
        write(given.place / "archive", given.writer, notes, given.pause)
    figures = live(
        given.seconds, given.s3.absolute(), pause_seconds=given.pause, every_seconds=given.every
    )
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    bad = ("of them missing", "recorded twice", "created twice", "never begun", "wrong answers")
    sys.exit(any(figures[name] for name in (*bad, "findings")))


if __name__ == "__main__":
    main()
