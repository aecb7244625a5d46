"""One parser process, seen from the archive: started, asked, killed when it takes too long.

The process runs the same Python and the same packages as this one, in isolated mode, with an empty
environment: no proxy, token or password of the archive is in its memory.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evidence.errors import ParserStopped, ParserUnavailable
from evidence.isolation.frames import Frame, receive_frame, send_frame
from evidence.isolation.limits import WorkerLimits

_START = (
    "import json, sys; settings = json.loads(sys.argv[1]);"
    "sys.path += [folder for folder in settings['path'] if folder not in sys.path];"
    "from evidence.parsing.parser_worker import WorkerLimits, main;"
    "main(settings['channel'], WorkerLimits(**settings['limits']))"
)
_START_SECONDS = 60.0
_END_SECONDS = 0.2
"""How long a process that closed its side may take until it is gone."""
_PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Where libraries lie on some systems. Nothing else of the environment is passed on."""


class WorkerProcess:
    """A process that answers one question at a time."""

    def __init__(self, limits: WorkerLimits) -> None:
        self._limits = limits
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._process = _start(theirs.fileno(), limits)
        self._ready = False
        self.answered = 0
        """Questions so far."""

    def ask(
        self,
        question: dict[str, Any],
        descriptor: int,
        *,
        output_bytes: int,
        seconds: float | None = None,
    ) -> Frame:
        """The answer to a question about an open file, within `seconds` or those of its limits.

        Raises:
            ParserStopped: the process ended, was killed because it needed too long, or answered
                with more than `output_bytes`. It has ended in every case; ask another one.
            ParserUnavailable: it cannot be started at all.
        """
        self._wait_until_ready()
        seconds = self._limits.seconds if seconds is None else seconds
        self._channel.settimeout(seconds)
        try:
            send_frame(self._channel, Frame(question, descriptor=descriptor))
            answer = receive_frame(self._channel, limit=output_bytes, seconds=seconds)
        except ParserStopped as error:
            raise ParserStopped(self._how_it_ended(error.why)) from error
        self.answered += 1
        return answer

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process is there at this moment."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._channel.close()
        self._process.kill()
        self._process.wait()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        try:
            receive_frame(self._channel, limit=0, seconds=_START_SECONDS)
        except ParserStopped as error:
            raise ParserUnavailable(self._how_it_ended(error.why)) from error
        self._ready = True

    def _how_it_ended(self, why: str) -> str:
        """The reason why it stopped, as far as the system tells; the process is gone afterwards."""
        try:
            status = self._process.wait(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.stop()
            return f"{why}, and was killed"
        self.stop()
        if status == -signal.SIGXCPU:
            return f"it used more than {self._limits.seconds:g} seconds of the processor"
        if status < 0:
            return f"a signal ended it ({signal.Signals(-status).name})"
        return f"it ended with status {status}"


def _start(channel: int, limits: WorkerLimits) -> subprocess.Popen[bytes]:
    path = [folder for folder in sys.path if Path(folder).is_absolute()]
    settings = {"channel": channel, "limits": asdict(limits), "path": path}
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        return subprocess.Popen(  # noqa: S603 - this Python, with arguments made here
            [sys.executable, "-I", "-B", "-c", _START, json.dumps(settings)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(channel,),
            env={**environment, "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise ParserUnavailable(str(error)) from error
