"""Authorities are set up by a person, with pinned roots, and there are none by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.anchors.authorities import (
    add_authority,
    authorities_of,
    authority_named,
    folder_of,
)
from archive.anchors.errors import AuthorityTaken, BadAuthority, UnknownTimestampAuthority
from archive.workspace import Archive
from tests.evidence.stamping import Authority, pem

MADE = Authority()
URL = "http://tsa.invalid/"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "root.pem"
    path.write_bytes(MADE.roots[0])
    return path


def test_a_new_archive_has_no_authority(archive: Archive) -> None:
    assert authorities_of(archive.settings) == ()


def test_an_authority_is_kept_with_its_roots(archive: Archive, root: Path) -> None:
    added = add_authority(
        archive.settings, "office", url=URL, root=root, proxy="http://127.0.0.1:9/", automatic=False
    )
    root.unlink()
    (again,) = authorities_of(archive.settings)
    assert again == added
    assert (again.url, again.proxy, again.automatic) == (URL, "http://127.0.0.1:9/", False)
    assert again.bundle().roots == (MADE.root,)


def test_several_authorities_are_found_by_name_and_by_address(archive: Archive, root: Path) -> None:
    add_authority(archive.settings, "office", url=URL, root=root)
    add_authority(archive.settings, "by-hand", url=None, root=root)
    assert [one.name for one in authorities_of(archive.settings)] == ["by-hand", "office"]
    assert authority_named(archive.settings, URL).name == "office"
    assert authority_named(archive.settings, "by-hand").url is None
    with pytest.raises(UnknownTimestampAuthority, match="by-hand, office"):
        authority_named(archive.settings, "http://other.invalid/")


def test_a_name_can_be_used_once(archive: Archive, root: Path) -> None:
    first = add_authority(archive.settings, "office", url=URL, root=root)
    with pytest.raises(AuthorityTaken, match="office"):
        add_authority(archive.settings, "office", url=None, root=root)
    assert authorities_of(archive.settings) == (first,)


@pytest.mark.parametrize("name", ["", "Office", "../x", "a b", "a.b", "x" * 32])
def test_a_name_that_could_be_no_file_name_is_refused(
    archive: Archive, root: Path, name: str
) -> None:
    with pytest.raises(BadAuthority, match="a name of other than"):
        add_authority(archive.settings, name, url=URL, root=root)
    assert not folder_of(archive.settings).exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "tsa.invalid", "http://a:b@tsa.invalid/"])
def test_an_address_that_is_none_is_refused(archive: Archive, root: Path, url: str) -> None:
    with pytest.raises(BadAuthority, match="an address that is none"):
        add_authority(archive.settings, "office", url=url, root=root)
    with pytest.raises(BadAuthority, match="an address that is none"):
        add_authority(archive.settings, "office", url=URL, root=root, proxy=url)


def test_a_file_without_a_root_is_refused(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "root.pem"
    with pytest.raises(BadAuthority, match="no readable file of roots"):
        add_authority(archive.settings, "office", url=URL, root=path)
    path.write_bytes(pem(MADE.signer))
    with pytest.raises(BadAuthority, match="none of which is a root"):
        add_authority(archive.settings, "office", url=URL, root=path)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("= nothing", "settings that cannot be read"),
        ('colour = "red"', "settings that nobody knows: colour"),
        ("proxy = 7", "settings that are no text"),
        ('automatic = "yes"', "an `automatic` other than true or false"),
    ],
)
def test_a_description_by_hand_is_checked(
    archive: Archive, root: Path, line: str, why: str
) -> None:
    add_authority(archive.settings, "office", url=URL, root=root)
    path = folder_of(archive.settings) / "office.toml"
    text = path.read_text().replace("automatic = true\n", "")
    path.write_text(f"{text}{line}\n")
    with pytest.raises(BadAuthority, match=why):
        authorities_of(archive.settings)


def test_a_description_under_another_name_is_refused(archive: Archive, root: Path) -> None:
    add_authority(archive.settings, "office", url=URL, root=root)
    folder = folder_of(archive.settings)
    (folder / "office.toml").rename(folder / "other.toml")
    with pytest.raises(BadAuthority, match="the name 'office' in its settings"):
        authorities_of(archive.settings)


def test_roots_that_were_taken_away_are_said(archive: Archive, root: Path) -> None:
    added = add_authority(archive.settings, "office", url=URL, root=root)
    added.roots.unlink()
    with pytest.raises(BadAuthority, match="no readable file of roots"):
        added.pinned()
