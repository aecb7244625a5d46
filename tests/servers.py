"""Starts a PostgreSQL server and an S3 service of its own, runs a command with them, stops them.

    python -m tests.servers --s3 .venv-s3/bin/ministack -- python -m pytest

Every archive that the command makes keeps its records in a schema of its own on the one and its
bytes under a prefix of its own in the other (KHRONIKA_DATABASE, KHRONIKA_EVIDENCE). What they hold
lies in memory where that can be had, need not outlive them, and is gone at the end.
"""

from __future__ import annotations

import argparse
import glob
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

NOBODY = "nobody"
"""Who runs PostgreSQL where we are root, as it refuses to be."""
QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=300",
    "shared_buffers=128MB",
    "max_locks_per_transaction=256",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=8GB",
    "jit=off",
    "listen_addresses=",
)
"""Settings of a server whose data need not outlive it: who reads and writes sees no difference."""
WAIT_SECONDS = 60.0


def _programs() -> Path:
    """Where PostgreSQL's programs are: Debian keeps them off the path."""
    if found := shutil.which("initdb"):
        here = Path(found).resolve().parent
        if (here / "postgres").exists():
            return here
    kept = glob.glob("/usr/lib/postgresql/*/bin/postgres")  # noqa: PTH207 - an absolute pattern
    if not kept:
        raise SystemExit("expected PostgreSQL's programs (Debian: postgresql), found none")
    return Path(max(kept, key=lambda path: float(path.split("/")[4]))).parent


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class PostgreSQL:
    """A server on a socket in a folder of its own."""

    site: Path
    settings: tuple[str, ...] = QUICK
    programs: Path = field(default_factory=_programs)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, without a schema."""
        return f"postgresql://khronika@/archive?host={self.site}"

    def make(self) -> None:
        """Make its data, in the order of bytes and in UTF-8, and one database."""
        if os.getuid() == 0:
            see_that_all_may_use(Path(os.devnull))
            shutil.chown(self.site, NOBODY)
        self.site.chmod(0o711)  # whoever is not root in a world of their own reaches the socket
        words = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", "khronika")
        self._run("initdb", "-D", str(self.site / "data"), *words)
        self.start()
        self._run("createdb", "-h", str(self.site), "-U", "khronika", "archive")

    def start(self) -> None:
        """Start it; returns when it answers."""
        options = [f"-cunix_socket_directories={self.site}", *(f"-c{one}" for one in self.settings)]
        with (self.site / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", str(self.site / "data"), *options],
                stdout=log,
                stderr=log,
                **_as_nobody(),
            )
        wait_for(self._answers, "PostgreSQL", self.site / "log")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it at once: SIGINT ends connections, SIGQUIT is as a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        words = [self.programs / "pg_isready", "-q", "-h", str(self.site)]
        return subprocess.run(words, check=False).returncode == 0

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [self.programs / program, *words],
            check=True,
            stdout=subprocess.DEVNULL,
            **_as_nobody(),
        )


@dataclass
class S3:
    """A service on a port of this machine that keeps its objects in files."""

    program: Path
    site: Path
    port: int = field(default_factory=free_port)
    bucket: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """How its clients find it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_REGION": "us-east-1",
        }

    def make(self, bucket: str) -> None:
        """Start it, and make a bucket."""
        self.bucket = bucket
        self.start()

    def start(self) -> None:
        """Start it; returns when it answers, with its bucket: it forgets one that is empty."""
        settings = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "SERVICES": "s3",
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.site / "objects"),
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.site / "state"),
            "LOG_LEVEL": "ERROR",
        }
        with (self.site / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.program], env={**os.environ, **settings}, stdout=log, stderr=log
            )
        wait_for(lambda: listens(self.port), "the S3 service", self.site / "log")
        address = f"http://127.0.0.1:{self.port}/{self.bucket}"
        with suppress(urllib.error.HTTPError):  # it is there
            urllib.request.urlopen(urllib.request.Request(address, method="PUT")).close()

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Stop it: what it has answered is in its files."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None


def wait_for(answers: object, what: str, log: Path) -> None:
    """Return when `answers()` is true; with the end of its log, if that takes a minute."""
    assert callable(answers)
    until = time.monotonic() + WAIT_SECONDS
    while not answers():
        if time.monotonic() > until:
            raise SystemExit(f"{what} does not answer:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


@contextmanager
def started(s3_program: Path, settings: tuple[str, ...] = QUICK) -> Iterator[tuple[PostgreSQL, S3]]:
    """Both, with a database `archive` and a bucket `evidence`."""
    with ExitStack() as ending:
        sites = []
        for name in ("pg", "s3"):
            parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
            site = Path(tempfile.mkdtemp(prefix=f"khronika-{name}-", dir=parent))
            ending.callback(shutil.rmtree, site, ignore_errors=True)
            sites.append(site)
        server, service = PostgreSQL(sites[0], settings), S3(s3_program, sites[1])
        ending.callback(server.stop)
        ending.callback(service.stop)
        server.make()
        service.make("evidence")
        yield server, service


def environment(server: PostgreSQL, service: S3) -> dict[str, str]:
    """What makes every new archive keep its things there."""
    return {
        "KHRONIKA_DATABASE": server.url,
        "KHRONIKA_EVIDENCE": "s3://evidence/{name}",
        **service.environment,
    }


def see_that_all_may_use(path: Path) -> None:
    """Return if whoever is not root may read and write there: the shells that initdb starts do."""
    found = stat.S_IMODE(path.stat().st_mode)
    if found & 0o006 != 0o006:
        raise SystemExit(
            f"expected that {NOBODY}, who runs PostgreSQL here, may write to {path}, found mode "
            f"{found:04o}; nothing was started: chmod 666 {path}"
        )


def _as_nobody() -> dict[str, object]:
    if os.getuid() != 0:
        return {}
    found = pwd.getpwnam(NOBODY)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": [], "cwd": "/"}


def listens(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def run(words: list[str], more: Mapping[str, str]) -> int:
    """Run a command in this environment; how it ended. An interrupt is for the command."""
    process = subprocess.Popen(words, env={**os.environ, **more})
    while True:
        with suppress(KeyboardInterrupt):
            return process.wait()


def main() -> None:
    """Read the words of the command line, and do it."""
    reader = argparse.ArgumentParser(prog="python -m tests.servers")
    reader.add_argument("--s3", type=Path, required=True, help="the program of the S3 service")
    reader.add_argument("command", nargs=argparse.REMAINDER)
    given = reader.parse_args()
    words = given.command[1:] if given.command[:1] == ["--"] else given.command
    with started(given.s3.absolute()) as (server, service):
        said = subprocess.run([server.programs / "postgres", "--version"], stdout=-1, check=True)
        version = said.stdout.split()[2].decode()
        on = {"KHRONIKA_SERVERS": f"PostgreSQL {version} and an S3 service"}
        print(f"on {on['KHRONIKA_SERVERS']}", flush=True)
        code = run(words, {**environment(server, service), **on})
    sys.exit(code)


if __name__ == "__main__":
    main()
