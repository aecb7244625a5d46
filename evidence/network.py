"""The only place where this package opens a connection: to an address that a person set.

HTTP and HTTPS (RFC 9110), HTTPS with the system's roots. Redirects are not followed: they would
turn a POST into a GET, or lead to where nobody chose to go. What is sent and what the answer means
is decided by the caller; nothing here keeps or tries again.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from evidence.errors import BadAddress, OtherStatus, Unreachable

__all__ = ["Post", "Send", "check_address", "post", "send"]

_CHUNK_BYTES = 1 << 16
_REFUSAL_BYTES = 1024
"""As much as is read of an answer that refuses."""


class Post(Protocol):
    """How a request reaches a server: `post`, or what takes its place in a test."""

    def __call__(
        self,
        url: str,
        body: bytes,
        content_type: str,
        *,
        timeout: float,
        limit_bytes: int,
        proxy: str | None = None,
    ) -> bytes:
        """The body of the answer; as `post`."""


def post(
    url: str,
    body: bytes,
    content_type: str,
    *,
    timeout: float,
    limit_bytes: int,
    proxy: str | None = None,
) -> bytes:
    """The body of the answer to a POST, if its status is 200.

    `timeout` is in seconds, for the whole exchange and each step of it. `proxy` is the address of
    an HTTP proxy for both schemes; None: as the environment says (HTTPS_PROXY, NO_PROXY …).

    Raises:
        BadAddress: `url` or `proxy` is not one of http or https. Nothing was sent.
        OtherStatus: another status, redirects too; carries it, and the beginning of the answer.
        Unreachable: no connection, no answer in time, or an answer of more than `limit_bytes`
            bytes.
    """
    headers = {"Content-Type": content_type}
    return _exchanged(
        url,
        "POST",
        body,
        headers,
        timeout=timeout,
        limit_bytes=limit_bytes,
        proxy=proxy,
        only=200,
    )


class Send(Protocol):
    """How any request reaches a server: `send`, or what takes its place in a test."""

    def __call__(
        self,
        url: str,
        *,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        timeout: float,
        limit_bytes: int,
    ) -> bytes:
        """The body of the answer; as `send`."""


def send(
    url: str,
    *,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
    timeout: float,
    limit_bytes: int,
) -> bytes:
    """The body of the answer to a request, if its status is one of success (2xx).

    As `post` otherwise: the timeout is in seconds for the whole, and redirects are not followed.

    Raises:
        BadAddress, OtherStatus, Unreachable: as `post`.
    """
    return _exchanged(url, method, body, headers, timeout=timeout, limit_bytes=limit_bytes)


def _exchanged(
    url: str,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    timeout: float,
    limit_bytes: int,
    proxy: str | None = None,
    only: int | None = None,
) -> bytes:
    check_address(url)
    opener = _opener(proxy)
    deadline = time.monotonic() + timeout
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        url, body, dict(headers), method=method
    )
    try:
        with opener.open(request, timeout=timeout) as answer:
            if only is not None and answer.status != only:
                raise Unreachable(url, f"its answer has the status {answer.status}, not {only}")
            return _read(answer, url, deadline, limit_bytes)
    except urllib.error.HTTPError as cause:
        with cause:
            why = f"its answer has the status {cause.code}{_led(cause)}"
            raise OtherStatus(url, why, status=cause.code, body=_beginning(cause)) from cause
    except urllib.error.URLError as cause:
        raise Unreachable(url, str(cause.reason)) from cause
    except (OSError, http.client.HTTPException) as cause:
        raise Unreachable(url, str(cause) or type(cause).__name__) from cause
    except ValueError as cause:  # a host name or a port that no address can have
        raise BadAddress(url, str(cause)) from cause


def check_address(url: str) -> None:
    """See that `url` is an address with http or https, and without a password in it.

    Raises:
        BadAddress: it is not.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as cause:
        raise BadAddress(url, str(cause)) from cause
    if parts.scheme not in ("http", "https") or not host:
        raise BadAddress(url, "its scheme or its host is missing or another one")
    if parts.username is not None or parts.password is not None:
        raise BadAddress(f"{parts.scheme}://…@{host}", "it holds a name or a password")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise BadAddress(url, "it has characters that no address has")


def _opener(proxy: str | None) -> urllib.request.OpenerDirector:
    """HTTP and HTTPS and nothing else: no files, no FTP, no redirects, no passwords."""
    opener = urllib.request.OpenerDirector()
    proxies = None
    if proxy is not None:
        check_address(proxy)
        proxies = {"http": proxy, "https": proxy}
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _read(answer: http.client.HTTPResponse, url: str, deadline: float, limit_bytes: int) -> bytes:
    found = bytearray()
    while piece := answer.read1(_CHUNK_BYTES):
        found += piece
        if len(found) > limit_bytes:
            raise Unreachable(url, f"its answer is longer than {limit_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise Unreachable(url, "its answer was not complete in time")
    if answer.length:
        raise Unreachable(url, f"its answer broke off, {answer.length:,} bytes before its end")
    return bytes(found)


def _beginning(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read(_REFUSAL_BYTES)
    except (OSError, http.client.HTTPException):
        return b""


def _led(error: urllib.error.HTTPError) -> str:
    to = error.headers.get("Location") if 300 <= error.code < 400 else None
    return f", a redirect to {to!r}, which is not followed" if to else f" ({error.reason})"
