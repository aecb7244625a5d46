"""From a laptop to the office and back, over HTTP, on a line that breaks; then a packet of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.accounts import second_factor, tokens, totp
from archive.accounts.tokens import Scope
from archive.checking.verify import verify
from archive.disclosure import CONFIDENTIAL
from archive.exchange import making, over_http, partners, taking
from archive.exchange.errors import OtherAnswer
from archive.founding import found_archive
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from evidence.errors import Unreachable
from evidence.network import send
from tests.archive.exchange.bundles import key_of
from tests.archive.samples import add, case, copy_of, incident, record
from tests.webui.serving import serving
from webui.application import create_app

PIECE = 3_000


class Breaking:
    """A line that breaks at every third request: the answer is lost, whatever was done there."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, url: str, **given: Any) -> bytes:
        self.asked += 1
        answer = send(url, **given)
        if self.asked % 3 == 0:
            raise Unreachable(url, "the line broke")
        return answer


@pytest.fixture
def laptop(founded: Path, tmp_path: Path) -> Iterator[Archive]:
    made = copy_of(founded, tmp_path / "laptop")
    record(made, incident("I1"))
    record(made, case("C1", incidents=["I1"]))
    (tmp_path / "page.txt").write_text("a page that was handed over " * 500)
    add(made, tmp_path / "page.txt", incident="I1", consent=("court",))
    yield made
    made.close()


@pytest.fixture
def office(laptop: Archive, tmp_path: Path) -> Iterator[Archive]:
    made = found_archive(tmp_path / "office", person="Olga")
    partners.trust(made, key_of(laptop))
    partners.trust(laptop, key_of(made))
    yield made
    made.close()


def token_of(office: Archive, *scopes: Scope) -> str:
    """A token of Olga's, who has a second factor."""
    seed = second_factor.new_seed()
    step = totp.step_at(office.clock().timestamp())
    second_factor.set_up(office, office.person, seed, totp.hotp(totp.seed_from_text(seed), step))
    return tokens.new(office, "laptop", scopes, days=1)[0]


def test_a_case_goes_to_the_office_over_http_and_back(laptop, office, tmp_path) -> None:
    with serving(create_app(office, must_sign_in=True)) as address:
        line = Breaking()
        token = token_of(office, Scope.EXCHANGE)
        there = over_http.Partner(address, token, line, lambda _: None, PIECE)
        sent = over_http.deliver(laptop, there, making.plan_bundle(laptop, ["C1"], to="office"))
        assert sent["counts"] == {"new": 3}
        again = over_http.deliver(laptop, there, making.plan_bundle(laptop, ["C1"], to="office"))
        assert (again["changed"], again["counts"]) == (False, {"same": 3})
        record(office, incident("I1", title="As the office says"))
        asked = over_http.asked_of(["C1"], None, "laptop")
        fetched = over_http.fetch(laptop, there, asked)
        assert taking.take(laptop, fetched).taking.counts == {"same": 2, "revised": 1}
        assert line.asked > 12
        with pytest.raises(OtherAnswer, match="status 401"):
            over_http.fetch(laptop, over_http.Partner(address, "wrong"), asked)
    assert not verify(laptop).findings
    assert not verify(office).findings
    assert [*(office.settings.folder / "exchange" / "incoming").glob("*.part")] == []
    assert [*(laptop.settings.folder / "exchange" / "sending").iterdir()] == []
    _packet_tells_of_the_laptop(laptop, office, tmp_path / "packet")


def _packet_tells_of_the_laptop(laptop: Archive, office: Archive, folder: Path) -> None:
    plan = plan_packet(office, ["C1"], CONFIDENTIAL, purpose="court")
    build_packet(office, plan, folder)
    checked = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py")], capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    report = next((folder / "data" / "custody").rglob("report.txt")).read_text("utf-8")
    assert f"received from the archive {laptop.settings.name} (in its log: entry" in report
