"""Requests and answers as files: for machines without a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.anchors.authorities import Authority, add_authority
from archive.anchors.carrying import import_response, write_request
from archive.anchors.errors import UnknownRequest
from archive.anchors.files import ANSWER, REQUEST, anchor_files
from archive.errors import Unreadable
from archive.workspace import Archive
from evidence.timestamping.errors import BadTimestamp, UnknownAuthority
from evidence.timestamping.timestamp_request import open_request, request
from tests.archive import samples
from tests.authority import OpensslAuthority


@pytest.fixture
def by_hand(archive: Archive, openssl_authority: OpensslAuthority) -> Authority:
    return add_authority(archive.settings, "by-hand", url=None, root=openssl_authority.root)


def carried(authority: OpensslAuthority, request: Path) -> Path:
    answer = request.with_suffix(ANSWER)
    answer.write_bytes(authority.answer(request.read_bytes()))
    return answer


def test_a_request_is_carried_and_its_answer_taken_in(
    archive: Archive, by_hand: Authority, openssl_authority: OpensslAuthority, tmp_path: Path
) -> None:
    asked = tmp_path / "head.tsq"
    size = write_request(archive, by_hand, asked)
    samples.record(archive, samples.incident("I1"))  # work goes on meanwhile
    done = import_response(archive, by_hand, carried(openssl_authority, asked))
    assert done.size == size
    assert done.timestamp.nonce == open_request(asked.read_bytes()).nonce
    again = import_response(archive, by_hand, asked.with_suffix(ANSWER))
    assert again == done


def test_two_requests_may_wait_and_come_back_in_any_order(
    archive: Archive, by_hand: Authority, openssl_authority: OpensslAuthority, tmp_path: Path
) -> None:
    sizes = []
    for name in ("a.tsq", "b.tsq"):
        sizes.append(write_request(archive, by_hand, tmp_path / name))
        samples.record(archive, samples.incident())
    for name, size in (("b.tsq", sizes[1]), ("a.tsq", sizes[0])):
        answer = carried(openssl_authority, tmp_path / name)
        assert import_response(archive, by_hand, answer).size == size


def test_an_answer_to_another_request_is_refused(
    archive: Archive, by_hand: Authority, openssl_authority: OpensslAuthority, tmp_path: Path
) -> None:
    write_request(archive, by_hand, tmp_path / "head.tsq")
    (tmp_path / "other.tsq").write_bytes(request(b"another head", nonce=5))
    with pytest.raises(UnknownRequest, match="by-hand"):
        import_response(archive, by_hand, carried(openssl_authority, tmp_path / "other.tsq"))
    assert list(anchor_files(archive.settings.checkpoints, ANSWER)) == []


def test_an_answer_by_somebody_else_is_refused(
    archive: Archive, by_hand: Authority, tmp_path: Path
) -> None:
    write_request(archive, by_hand, tmp_path / "head.tsq")
    stranger = OpensslAuthority(tmp_path / "stranger")
    with pytest.raises(UnknownAuthority, match="trusted root"):
        import_response(archive, by_hand, carried(stranger, tmp_path / "head.tsq"))
    assert list(anchor_files(archive.settings.checkpoints, ANSWER)) == []


def test_a_damaged_waiting_request_does_not_stand_in_the_way(
    archive: Archive, by_hand: Authority, openssl_authority: OpensslAuthority, tmp_path: Path
) -> None:
    write_request(archive, by_hand, tmp_path / "a.tsq")
    (first,) = anchor_files(archive.settings.checkpoints, REQUEST)
    first.path.write_bytes(b"damaged")
    samples.record(archive, samples.incident())
    write_request(archive, by_hand, tmp_path / "b.tsq")
    done = import_response(archive, by_hand, carried(openssl_authority, tmp_path / "b.tsq"))
    assert done.size > first.size


@pytest.mark.parametrize(("content", "error"), [(None, Unreadable), (b"x", BadTimestamp)])
def test_a_file_that_is_no_answer_is_refused(
    archive: Archive,
    by_hand: Authority,
    tmp_path: Path,
    content: bytes | None,
    error: type[Exception],
) -> None:
    path = tmp_path / "head.tsr"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=r"expected|no timestamp"):
        import_response(archive, by_hand, path)
