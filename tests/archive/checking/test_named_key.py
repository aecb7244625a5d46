"""The key that signs heads is the one that the first entry of the log names, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.cli.exits import ExitCode
from evidence.signing import keys
from tests.archive.checking.attacks import Attacked


def swap(attacked: Attacked, *, private: bool = True, public: bool = True) -> None:
    """Put halves of a new key in the place of those that are there."""
    key, folder = keys.generate(), attacked.settings.keys
    if private:
        (folder / "log.key").unlink()
        keys.write_private(folder / "log.key", key)
    if public:
        vkey = keys.vkey(keys.public_bytes(key), name=attacked.settings.name)
        (folder / "log.vkey").write_text(f"{vkey}\n", encoding="ascii")


def found(attacked: Attacked) -> set[tuple[str, str]]:
    return {(one.code, one.where) for one in attacked.check(quick=True).errors}


def test_another_key_that_signed_everything_again_is_found(attacked: Attacked) -> None:
    swap(attacked)
    attacked.sign_again()
    assert found(attacked) == {("key.differs", "keys/log.vkey")}
    result = attacked.command("verify", "--quick")
    assert result.exit_code == ExitCode.FINDINGS
    assert "the key that the log named last" in result.output


def test_another_public_key_makes_every_head_doubtful(attacked: Attacked) -> None:
    swap(attacked, private=False)
    assert {("key.differs", "keys/log.vkey"), ("key.differs", "keys/log.key")} < found(attacked)
    assert ("checkpoint.other_key", "head") in found(attacked)


def test_another_private_key_is_found_before_it_signs(attacked: Attacked) -> None:
    swap(attacked, public=False)
    assert found(attacked) == {("key.differs", "keys/log.key")}


@pytest.mark.parametrize("name", ["log.key", "log.vkey"])
@pytest.mark.parametrize("content", [b"", b"no key", b"\xff\x00", None])
def test_a_key_that_is_none_is_named(attacked: Attacked, name: str, content: bytes | None) -> None:
    path: Path = attacked.settings.keys / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    ((code, where),) = found(attacked)
    assert where == f"keys/{name}"
    assert code in {"key.missing", "key.differs"}


def test_a_first_entry_that_names_another_key_needs_another_root(attacked: Attacked) -> None:
    def name_another(entry: dict[str, object]) -> None:
        (thing,) = (one for one in entry["objects"] if one["id"] == "log-key")  # type: ignore[attr-defined]
        thing["sha256"] = "0" * 64

    attacked.rewrite(0, name_another)
    attacked.sign_again()
    assert ("key.differs", "keys/log.vkey") in found(attacked)
