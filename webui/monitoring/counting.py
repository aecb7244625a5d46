"""Counting the requests that this process answers, and how long each took.

Counted are method, status and time. No address is: it could name what somebody looked at.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from http import HTTPMethod

from flask import Flask, Response, current_app, g, request

from webui.monitoring.exposition import Kind, Measure, Value

KEY = "khronika.requests"
"""Under this name the counts lie among the extensions of the application."""
BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""
OTHER = "other"
"""A method that is none of HTTP's: who asks must not be able to make labels."""


class Requests:
    """The counts of one process; used by all its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, int]] = Counter()
        self._below = [0] * len(BOUNDS)
        self._seconds = 0.0

    def add(self, method: str, status: int, seconds: float) -> None:
        """One request was answered."""
        known = method if method in HTTPMethod.__members__ else OTHER
        with self._lock:
            self._answers[known, status // 100] += 1
            self._seconds += seconds
            for at, bound in enumerate(BOUNDS):
                self._below[at] += seconds <= bound

    def measures(self) -> tuple[Measure, ...]:
        """The counts as they are now."""
        with self._lock:
            answers, below, seconds = dict(self._answers), list(self._below), self._seconds
        total = sum(answers.values())
        counted = [
            Value(number, {"method": method, "status": f"{hundred}xx"})
            for (method, hundred), number in sorted(answers.items())
        ]
        spread = [
            Value(number, {"le": str(bound)}, "_bucket")
            for bound, number in zip(BOUNDS, below, strict=True)
        ]
        spread += [
            Value(total, {"le": "+Inf"}, "_bucket"),
            Value(seconds, suffix="_sum"),
            Value(total, suffix="_count"),
        ]
        return (
            Measure(
                "khronika_http_requests_total",
                Kind.COUNTER,
                "Requests that were answered, by method and class of status.",
                counted,
            ),
            Measure(
                "khronika_http_request_duration_seconds",
                Kind.HISTOGRAM,
                "Seconds until an answer was ready.",
                spread,
            ),
        )


def register(app: Flask) -> None:
    """Count every request, also one that is refused at the door."""
    app.extensions[KEY] = Requests()
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    began = g.get("began")
    if began is not None:
        requests: Requests = current_app.extensions[KEY]
        requests.add(request.method, response.status_code, time.perf_counter() - began)
    return response
