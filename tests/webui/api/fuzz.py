"""Schemathesis asks the API whatever its description allows, and what it does not, as every role.

Run by `make fuzz`, beside the tests: what it draws is many requests, and its package is large. No
answer may be one of 5xx or one that the description does not promise. `--examples N` asks more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from archive import people, repository
from archive.accounts import granting, second_factor, tokens, totp
from archive.accounts.tokens import OPENS, Scope
from archive.founding import found_archive
from archive.policy import Role, Standing, may
from archive.workspace import Archive
from schemas.access import Level
from schemas.records import RECORD_TYPES
from tests.archive.samples import record
from tests.webui.holdings import example, put_photo, records_with_secrets
from tests.webui.serving import serving
from webui.api.addresses import PACE
from webui.api.openapi import text
from webui.api.pace import Pace
from webui.application import create_app

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,unsupported_method"
)
STANDINGS = (
    Standing(Role.ADMINISTRATOR, Level.CONFIDENTIAL, None),
    Standing(Role.RECORDER, Level.RESTRICTED, None),
    Standing(Role.REVIEWER, Level.RESTRICTED, None),
    Standing(Role.ANALYST, Level.RESTRICTED, None),
    Standing(Role.LAWYER, Level.RESTRICTED, None),
    Standing(Role.READER, Level.PUBLIC),
)
SEED = "20261128"


def with_what_is_here(archive: Archive) -> dict[str, Any]:
    """The description, which also names what is there: random names alone lead nowhere."""
    made: dict[str, Any] = json.loads(text())
    with archive.reading() as connection:
        rows = list(repository.every(connection))
    refs = {kind: [row.ref for row in rows if row.type == kind] for kind in RECORD_TYPES}
    named = {
        "/records": [*refs["incident"], *refs["actor"][:3], "witness", "closed"],
        "/items": refs["item"],
        "/incidents": refs["incident"],
        "/vocabularies": ["acts", "hedges"],
    }
    for path, methods in made["paths"].items():
        some = named.get(f"/{path.split('/')[1]}", [])
        for one in methods.values():
            for parameter in one["parameters"]:
                if parameter["in"] == "path" and some:
                    parameter["schema"] = {"anyOf": [{"enum": some}, parameter["schema"]]}
    schemas = made["components"]["schemas"]
    subjects = {"enum": [*refs["case"], *refs["incident"]]}
    for name in ("PacketAsked", "BuildAsked"):
        schemas[name]["properties"]["of"]["items"] = subjects
        schemas[name]["properties"]["purpose"] = {"enum": ["court", "press", "fun"]}
        schemas[name]["properties"]["leave_out"]["items"] = {"enum": [*refs["item"], "I1"]}
    schemas["LinkAsked"]["properties"]["to"] = {"enum": [*refs["incident"], *refs["actor"][:3]]}
    schemas["LinkAsked"]["properties"]["type"] = {"enum": ["precedes", "member_of", "ghost"]}
    schemas["RetirementAsked"]["properties"]["why"] = {"enum": ["duplicate", "ghost"]}
    return made


def token_of(archive: Archive, standing: Standing) -> str:
    """A token for all that somebody of this standing may do."""
    person = granting.let_in(archive, standing.role.value, standing)
    theirs = archive.working_as(person.id)
    if standing.clearance is Level.CONFIDENTIAL:
        seed = second_factor.new_seed()
        step = totp.step_at(archive.clock().timestamp())
        second_factor.set_up(theirs, person.id, seed, totp.hotp(totp.seed_from_text(seed), step))
    with archive.reading() as connection:
        known = people.load(connection, person.id).standing
    scopes = [scope for scope, some in OPENS.items() if all(may(one, known) for one in some)]
    return tokens.new(theirs, "fuzz", scopes or [Scope.READ], days=1)[0]


def ask_everything(description: Path, address: str, token: str, examples: int) -> int:
    """What Schemathesis found with one token: 0 if nothing is wrong."""
    command = [
        *(Path(sys.executable).parent / "schemathesis", "run", description, "--url", address),
        *("--header", f"Authorization: Bearer {token}", "--checks", CHECKS, "--seed", SEED),
        *("--max-examples", str(examples), "--phases", "fuzzing"),
        *("--generation-deterministic", "--suppress-health-check", "all", "--no-color"),
        *("--request-timeout", "30"),
    ]
    return subprocess.run(
        [str(one) for one in command], cwd=description.parent, check=False
    ).returncode


def main() -> int:
    """Ask as every role; the number of roles for whom something is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=int, default=1)
    parser.add_argument("--role", choices=[one.role.value for one in STANDINGS])
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = found_archive(folder / "archive", person="Vera")
        record(archive, *example())
        record(archive, *records_with_secrets())
        put_photo(archive, folder)
        app = create_app(archive, must_sign_in=True)
        app.extensions[PACE] = Pace(most=1 << 40)
        description = folder / "openapi.json"
        description.write_text(json.dumps(with_what_is_here(archive)), "utf-8")
        with serving(app) as there:
            address = f"{there}/api/v1"
            for standing in STANDINGS:
                if given.role in (None, standing.role.value):
                    token = token_of(archive, standing)
                    wrong += ask_everything(description, address, token, given.examples) != 0
        archive.close()
    return wrong


if __name__ == "__main__":
    sys.exit(main())
