"""Two archives over the loopback: one asks that its heads be signed, the other judges."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import founding, heads, log
from archive.checking.verify import verify
from archive.founding import found_archive
from archive.log import Draft, Thing
from archive.witnessing import asking, being
from archive.workspace import Archive
from evidence.errors import BadKey, BadSignature, OtherStatus, UnknownSigner, Unreachable
from evidence.proof.errors import WitnessSawAnother
from evidence.proof.notes import Note
from tests.copies import copy_archive
from tests.webui.serving import serving
from webui.witness import create_witness_app


def work(archive: Archive, entries: int = 1) -> None:
    with archive.writing() as writer:
        writer.append([Draft("item.opened", (Thing("a" * 16, "target"),))] * entries)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Archive]:
    """The archive that wants a witness."""
    made = found_archive(tmp_path / "office", person="Vera")
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path, office: Archive) -> Iterator[Archive]:
    """The archive that is a witness for the office."""
    made = found_archive(tmp_path / "other", person="Olga")
    being.trust_log(made, heads.verification_key(office.settings))
    yield made
    made.close()


@pytest.fixture
def url(other: Archive) -> Iterator[str]:
    with serving(create_witness_app(other)) as address:
        yield address


def vkey(other: Archive) -> str:
    return being.own_key(other)


def post(other: Archive, body: str | bytes) -> tuple[int, str, str]:
    answer = create_witness_app(other).test_client().post("/add-checkpoint", data=body)
    return answer.status_code, answer.get_data(as_text=True), answer.content_type


def test_a_witness_signs_the_first_head_and_each_that_only_grew(
    office: Archive, other: Archive, url: str
) -> None:
    first = asking.ask(office, url, vkey=vkey(other))
    work(office, 300)
    second = asking.ask(office, f"{url}/", vkey=vkey(other))
    assert first.size < second.size
    kept = [one.size for one in asking.witnessed(office.settings, vkey(other))]
    assert kept == [first.size, second.size]
    with office.reading() as connection:
        actions = [entry.fields["action"] for entry in log.entries(connection)]
    assert actions.count("anchor.witness") == 2
    report = verify(office)
    assert report.findings == []
    assert any(f"it saw {second.size:,} entries" in line for line in report.trust)


def test_a_witness_that_knows_more_than_we_remember_is_asked_again(
    office: Archive, other: Archive, url: str
) -> None:
    asking.ask(office, url, vkey=vkey(other))
    for path in office.settings.checkpoints.glob("*.checkpoint"):
        path.unlink()
    work(office)
    assert asking.ask(office, url, vkey=vkey(other)).witness == f"{other.settings.name}/witness"


def test_an_older_copy_of_the_log_is_not_signed(
    office: Archive, other: Archive, url: str, tmp_path: Path
) -> None:
    copy_archive(office.settings.folder, tmp_path / "older")
    work(office, 5)
    asking.ask(office, url, vkey=vkey(other))
    older = founding.open_archive(tmp_path / "older")
    with pytest.raises(WitnessSawAnother, match="where our log has 2") as caught:
        asking.ask(older, url, vkey=vkey(other))
    older.close()
    assert caught.value.size == 7


@pytest.mark.parametrize("more", [5, 9])
def test_another_history_is_not_signed(
    office: Archive, other: Archive, url: str, tmp_path: Path, more: int
) -> None:
    copy_archive(office.settings.folder, tmp_path / "second")
    work(office, 5)
    asking.ask(office, url, vkey=vkey(other))
    second = founding.open_archive(tmp_path / "second")
    work(second, more)
    with pytest.raises(WitnessSawAnother, match="two histories of one log"):
        asking.ask(second, url, vkey=vkey(other))
    second.close()


def test_the_key_of_another_witness_accepts_nothing(
    office: Archive, other: Archive, url: str, tmp_path: Path
) -> None:
    stranger = found_archive(tmp_path / "stranger", person="Ada")
    with pytest.raises(UnknownSigner, match="no line of its key"):
        asking.ask(office, url, vkey=being.own_key(stranger))
    stranger.close()
    with pytest.raises(BadKey, match="the key of a witness"):
        asking.ask(office, url, vkey=heads.verification_key(other.settings))


def test_nobody_there_changes_nothing(office: Archive, other: Archive) -> None:
    with pytest.raises(Unreachable):
        asking.ask(office, "http://127.0.0.1:9", vkey=vkey(other))
    assert asking.witnesses(office.settings) == []


def test_a_log_that_nobody_trusts_is_not_found(office: Archive, tmp_path: Path) -> None:
    stranger = found_archive(tmp_path / "stranger", person="Ada")
    app = create_witness_app(stranger)
    with serving(app) as url, pytest.raises(OtherStatus, match="404") as caught:
        asking.ask(office, url, vkey=being.own_key(stranger))
    assert caught.value.status == 404
    stranger.close()


def test_each_refusal_has_the_status_of_the_protocol(office: Archive, other: Archive) -> None:
    request = asking.request_for(office, old_size=0)
    old, rest = request.split("\n", 1)
    assert post(other, "hello")[0] == 400
    assert post(other, b"\xff")[0] == 400
    assert post(other, request.replace("/log/1", "-other/log/1"))[0] == 404
    assert post(other, request.replace("\n2\n", "\n3\n"))[0] == 403
    assert post(other, f"old 3\n{rest}")[0] == 400
    assert post(other, f"old 1\n{rest}")[0] == 409
    assert post(other, f"{old}\n{'A' * 43}=\n{rest}")[0] == 422
    status, line, kind = post(other, request)
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    assert line.startswith(f"— {other.settings.name}/witness ")
    status, size, kind = post(other, request)
    assert (status, size, kind) == (409, "2\n", "text/x.tlog.size")


def test_the_same_head_is_signed_again_and_again(office: Archive, other: Archive) -> None:
    assert post(other, asking.request_for(office, old_size=0))[0] == 200
    assert post(other, asking.request_for(office, old_size=2))[0] == 200


def test_nothing_else_is_served(other: Archive) -> None:
    client = create_witness_app(other).test_client()
    for path in ("/", "/verify", "/search", "/static/khronika.css"):
        assert client.get(path).status_code == 404
    assert client.get("/add-checkpoint").status_code == 405
    assert client.post("/add-checkpoint", data=b"x" * 70_000).status_code == 413


def test_requests_at_the_same_time_are_judged_one_after_the_other(
    office: Archive, other: Archive, url: str
) -> None:
    # A second, smaller head between looking and keeping would roll the witness back.
    asking.ask(office, url, vkey=vkey(other))
    bodies = []
    for _ in range(4):
        work(office)
        bodies.append(asking.request_for(office, old_size=2))
    found: list[int] = []

    def send(body: str) -> None:
        found.append(post(other, body)[0])

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, 409, 409, 409]


def test_a_line_that_was_changed_is_a_finding(office: Archive, other: Archive, url: str) -> None:
    kept = asking.ask(office, url, vkey=vkey(other))
    note = Note.from_text(kept.path.read_text("utf-8"))
    name, encoded = note.signatures[-1].to_text().removeprefix("— ").rstrip("\n").split(" ")
    changed = encoded[:-12] + ("A" if encoded[-12] != "A" else "B") + encoded[-11:]
    text = kept.path.read_text("utf-8").replace(f"{name} {encoded}", f"{name} {changed}")
    kept.path.write_text(text, "utf-8")
    assert {row.code for row in verify(office).findings} == {"witness.bad_signature"}


def test_files_carried_by_hand_do_the_same(office: Archive, other: Archive) -> None:
    line = being.cosign_request(other, asking.request_for(office, old_size=0))
    kept = asking.accept(office, line, vkey=vkey(other))
    assert kept.size == 2
    assert asking.accept(office, line, vkey=vkey(other)) == kept
    assert verify(office).findings == []
    with pytest.raises(BadSignature, match="fits no head"):
        asking.accept(other, line, vkey=vkey(other))
