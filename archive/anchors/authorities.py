"""Timestamp authorities that a person set up for an archive. There are none by default.

```
DIR/authorities/NAME.toml    name, url (missing: by files carried by hand), roots, proxy, automatic
DIR/authorities/NAME.pem     its root certificates, pinned, and those that lead to them
```
Nothing is looked up: whoever adds an authority compares the fingerprint of its root with the one
that the authority publishes. Asking them is left to `archive.anchors.anchoring`.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from archive.anchors.errors import AuthorityTaken, BadAuthority, UnknownTimestampAuthority
from archive.settings import Settings
from evidence.errors import BadAddress
from evidence.network import check_address
from evidence.store.durable import put_bytes, put_text, writing_to
from evidence.store.regular import read_regular
from evidence.timestamping.certificates import Bundle, pem_of, read_bundle
from evidence.timestamping.errors import BadCertificate

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
"""A part of file names: no dots, no capitals."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A timestamp authority (RFC 3161)."""

    name: str
    """As it is called here."""
    url: str | None
    """Where it takes requests. None: requests and answers are carried as files."""
    roots: Path
    """Its pinned root certificates, PEM."""
    proxy: str | None = None
    """HTTP proxy; None: as the environment says."""
    automatic: bool = True
    """Whether it is asked when a timestamp is due; else only when a person says so."""

    def bundle(self) -> Bundle:
        """Its certificates.

        Raises:
            BadAuthority: the file cannot be read or holds no root.
        """
        return read_bundle_of(self.name, self.roots)

    def pinned(self) -> list[bytes]:
        """The file of its certificates, after it was found to hold a root.

        Raises:
            BadAuthority: it cannot be read or holds none.
        """
        return [pem_of(self.bundle())]


def folder_of(settings: Settings) -> Path:
    """Where the authorities of an archive are described."""
    return settings.folder / "authorities"


def add_authority(
    settings: Settings,
    name: str,
    *,
    url: str | None,
    root: Path,
    proxy: str | None = None,
    automatic: bool = True,
) -> Authority:
    """Set up an authority, with a copy of its roots from the file `root`.

    Raises:
        BadAuthority: the name, address or proxy cannot be one, or the file holds no root.
        AuthorityTaken: one of that name is set up. Nothing was changed, in each case.
    """
    if not _NAME.fullmatch(name):
        raise BadAuthority(name, "a name of other than small letters, digits and hyphens")
    _check_addresses(name, url, proxy)
    folder = folder_of(settings)
    place = folder / f"{name}.toml"
    if place.exists():
        raise AuthorityTaken(name)
    pinned = pem_of(read_bundle_of(name, root))
    stated: dict[str, str | bool | None] = {
        "name": name,
        "url": url,
        "roots": f"{name}.pem",
        "proxy": proxy,
        "automatic": automatic,
    }
    # A JSON string of plain ASCII is a TOML string too, and true and false are the same.
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in stated.items() if value is not None]
    with writing_to(settings.folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        put_bytes(folder / f"{name}.pem", pinned)
        put_text(place, "".join(lines))
    return _read(place)


def authorities_of(settings: Settings) -> tuple[Authority, ...]:
    """All authorities that were set up, by name.

    Raises:
        BadAuthority: the description of one cannot be used.
    """
    return tuple(_read(path) for path in sorted(folder_of(settings).glob("*.toml")))


def authority_named(settings: Settings, named: str) -> Authority:
    """The authority of this name or address.

    Raises:
        UnknownTimestampAuthority: none of this name or address was set up.
        BadAuthority: the description of one cannot be used.
    """
    known = authorities_of(settings)
    for authority in known:
        if named in (authority.name, authority.url):
            return authority
    raise UnknownTimestampAuthority(named, [authority.name for authority in known])


def read_bundle_of(name: str, path: Path) -> Bundle:
    """The certificates in a file that is to belong to an authority.

    Raises:
        BadAuthority: it cannot be read or holds no root.
    """
    try:
        return read_bundle([read_regular(path)])
    except OSError as cause:
        raise BadAuthority(name, f"no readable file of roots ({cause.strerror})") from cause
    except BadCertificate as cause:
        raise BadAuthority(name, f"a file without its roots: {cause.what}") from cause


def _read(path: Path) -> Authority:
    try:
        values = tomllib.loads(read_regular(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise BadAuthority(path.stem, f"settings that cannot be read ({cause})") from cause
    if unknown := sorted(set(values) - {"name", "url", "roots", "proxy", "automatic"}):
        raise BadAuthority(path.stem, f"settings that nobody knows: {', '.join(unknown)}")
    if not isinstance(automatic := values.pop("automatic", True), bool):
        raise BadAuthority(path.stem, "an `automatic` other than true or false")
    if not all(isinstance(value, str) for value in values.values()):
        raise BadAuthority(path.stem, "settings that are no text")
    if values.get("name") != path.stem or not _NAME.fullmatch(path.stem):
        raise BadAuthority(path.stem, f"the name {values.get('name')!r} in its settings")
    _check_addresses(path.stem, values.get("url"), values.get("proxy"))
    roots = path.parent / Path(values.get("roots", f"{path.stem}.pem")).name
    return Authority(path.stem, values.get("url"), roots, values.get("proxy"), automatic)


def _check_addresses(name: str, *addresses: str | None) -> None:
    for address in addresses:
        try:
            if address is not None:
                check_address(address)
        except BadAddress as cause:
            raise BadAuthority(name, f"an address that is none: {cause}") from cause
