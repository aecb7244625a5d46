"""What docs/deploy hands out keeps to its own rules: exact versions, no root, no secret in it."""

from __future__ import annotations

import configparser
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cli import cli

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "deploy"
IMAGE = re.compile(r"[a-z0-9/-]+:[A-Za-z0-9.-]*[0-9][A-Za-z0-9.-]*")
NAMES = ("database", "storage", "node-1", "node-2", "proxy")
UNITS = sorted((FOLDER / "systemd").glob("*.service"))


def tree_of(text: str) -> Any:
    """What a YAML file of maps, lists of scalars and JSON in a line says; nothing else is read."""
    lines = [
        line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")
    ]
    value, rest = _block(lines, 0)
    assert rest == [], f"not of the form that this test reads: {rest[0]!r}"
    return value


def _block(lines: list[str], indent: int) -> tuple[Any, list[str]]:
    found: dict[str, Any] = {}
    listed: list[Any] = []
    while lines and _indent(lines[0]) == indent:
        line, lines = lines[0].strip(), lines[1:]
        if line.startswith("- "):
            inner = line[2:]
            if re.fullmatch(r"[\w-]+: \S+", inner):
                inner = json.dumps(dict([inner.split(": ")]))
            listed.append(_scalar(inner))
            continue
        name, colon, value = line.partition(":")
        assert colon, line
        assert name not in found, f"twice: {name}"
        if value.strip():
            found[name] = _scalar(value.strip())
        elif lines and _indent(lines[0]) > indent:
            found[name], lines = _block(lines, _indent(lines[0]))
        else:
            found[name] = None
    assert not (found and listed)
    return (listed or found), lines


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _scalar(text: str) -> Any:
    return json.loads(text) if text[0] in '["{' or text in ("true", "false") else text


COMPOSE = tree_of((FOLDER / "compose.yaml").read_text("utf-8"))
CONTAINERFILE = (FOLDER / "Containerfile").read_text("utf-8")


def test_the_services_are_those_of_the_page() -> None:
    assert tuple(COMPOSE["services"]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_service_has_an_exact_version_no_root_and_a_check_of_its_health(name: str) -> None:
    service = COMPOSE["services"][name]
    assert IMAGE.fullmatch(service["image"])
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_service_uses_is_declared(name: str) -> None:
    service = COMPOSE["services"][name]
    assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("depends_on", ())) <= set(NAMES)
    volumes = {one.split(":")[0] for one in service.get("volumes", ())}
    assert {one for one in volumes if not one.startswith("./")} <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_stands_in_a_service(name: str) -> None:
    for variable, value in (COMPOSE["services"][name].get("environment") or {}).items():
        secret = re.search("PASS|SECRET|TOKEN|KEY", variable)
        assert not secret or value.startswith("/run/secrets/"), variable
        assert not re.search(r"://[^/@]*:[^/@]*@", value)


def test_secrets_come_from_files_that_are_kept_out_of_the_repository() -> None:
    assert all(one["file"].startswith("./secrets/") for one in COMPOSE["secrets"].values())
    assert "secrets/" in (FOLDER / ".gitignore").read_text("utf-8").split()


def test_only_the_proxy_can_be_reached_and_can_reach_out() -> None:
    leading_out = {
        name for name, made in COMPOSE["networks"].items() if not (made or {}).get("internal")
    }
    reached = {name for name, one in COMPOSE["services"].items() if "ports" in one}
    connected = {
        name for name, one in COMPOSE["services"].items() if leading_out & set(one["networks"])
    }
    assert reached == connected == {"proxy"}


def test_both_nodes_are_alike_but_for_their_index() -> None:
    one, other = (COMPOSE["services"][name] for name in ("node-1", "node-2"))
    assert {*one["volumes"]} ^ {*other["volumes"]} == {
        "index-1:/var/lib/khronika",
        "index-2:/var/lib/khronika",
    }
    for same in ("image", "command", "env_file", "secrets", "networks", "healthcheck"):
        assert one[same] == other[same]


def test_the_nodes_trust_the_address_of_the_proxy() -> None:
    command = COMPOSE["services"]["node-1"]["command"]
    proxy = COMPOSE["services"]["proxy"]["networks"]["front"]["ipv4_address"]
    assert command[command.index("--behind") + 1] == proxy


def test_the_image_is_of_an_exact_version_and_does_not_run_as_root() -> None:
    (base,) = re.findall(r"^FROM (\S+)$", CONTAINERFILE, re.MULTILINE)
    (user,) = re.findall(r"^USER (\S+)$", CONTAINERFILE, re.MULTILINE)
    assert IMAGE.fullmatch(base)
    assert user == COMPOSE["services"]["node-1"]["user"] == "10001:10001"
    assert "HEALTHCHECK" in CONTAINERFILE
    for source in re.findall(r"^COPY (.+) \S+$", CONTAINERFILE, re.MULTILINE):
        assert all((FOLDER.parents[1] / one).exists() for one in source.split())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_commands_that_there_are_under_an_account_of_its_own(unit: Path) -> None:
    text = unit.read_text("utf-8")
    reader = configparser.ConfigParser(strict=False, interpolation=None)
    reader.optionxform = str  # type: ignore[assignment,method-assign]
    reader.read_string(text)
    service = reader["Service"]
    assert service["User"] == "khronika"
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")
    commands = re.findall(r"^ExecStart=/opt/khronika/venv/bin/khronika (.+)$", text, re.MULTILINE)
    assert commands
    for command in commands:
        options = [word for word in command.split() if word.startswith("--")]
        told = CliRunner().invoke(cli, [command.split()[0], "--help"])
        assert told.exit_code == 0
        assert all(option in told.output for option in options)
