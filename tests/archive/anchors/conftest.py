"""An authority by openssl on this machine, and an archive that it was set up for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.anchors.authorities import Authority, add_authority
from archive.workspace import Archive
from tests.authority import OpensslAuthority, Served, serving


@pytest.fixture(scope="session")
def openssl_authority(tmp_path_factory: pytest.TempPathFactory) -> OpensslAuthority:
    """Root and signer; the tests of a process share them."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return OpensslAuthority(tmp_path_factory.mktemp("authority") / "office")


@pytest.fixture
def served(openssl_authority: OpensslAuthority) -> Iterator[Served]:
    """The authority behind HTTP."""
    with serving(openssl_authority) as one:
        yield one


@pytest.fixture
def office(archive: Archive, served: Served) -> Authority:
    """The authority as it was set up for the archive."""
    root: Path = served.authority.root
    return add_authority(archive.settings, "office", url=served.url, root=root)
