"""What attackers do to an archive, each as one deed; what is found then is for the tests to say."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from archive import custody, founding
from evidence.proof import canonical
from tests.archive.checking.attacks import Attacked
from tests.archive.checking.stamped import Stamped
from tests.copies import put_back_database


def overwrite(path: Path, content: bytes) -> None:
    """Write other bytes into a stored file."""
    path.chmod(0o644)
    path.write_bytes(content)


def swap(one: Path, two: Path) -> None:
    """Give each of two stored files the name of the other."""
    aside = one.with_name("aside")
    one.rename(aside)
    two.rename(one)
    aside.rename(two)


def work_on(folder: Path, reason: str) -> None:
    """Somebody uses the archive."""
    with closing(founding.open_archive(folder)) as archive:
        custody.transfer(archive, "photo", to="a court", reason=reason)


def body_with_another_title(attacked: Attacked) -> str:
    """The last revision of an incident, which says something else."""
    query = "SELECT body FROM revisions WHERE record_id = ? ORDER BY revision DESC"
    body = json.loads(attacked.value(query, attacked.id_of("I1")))
    return canonical.encode({**body, "title": "Nothing happened"}).decode()


def forge(entry: dict[str, object]) -> None:
    """An item was never handed over: it was opened."""
    entry["action"] = "item.opened"


def fail(entry: dict[str, Any]) -> None:
    """An entry that says what it did not say, without harm to what follows from it."""
    entry["outcome"] = "failed"


def ascribe_to_somebody_else(entry: dict[str, object]) -> None:
    """Somebody who was never there did it."""
    entry["actor"] = "somebody-else"


def edit_entry(attacked: Attacked, seq: int) -> None:
    """Another story in one entry, and nothing else changed."""
    entry = canonical.decode_entry(attacked.entries()[seq])
    forge(entry)
    attacked.sql("UPDATE entries SET bytes = ? WHERE seq = ?", canonical.encode_entry(entry), seq)


def rewrite_history(attacked: Attacked) -> None:
    """Another story in the last entry but one, with everything made again that follows."""
    attacked.rewrite(len(attacked.entries()) - 2, forge)


def cut_the_tail(attacked: Attacked, *, left: int | None = None) -> None:
    """Take the last entries away, two or all but `left`, with all that follows in the tables."""
    rows = attacked.entries()
    rows = rows[: len(rows) - 2 if left is None else left]
    for table in ("details", "entry_objects", "revisions"):
        with attacked.database() as connection:
            connection.execute(f"DELETE FROM {table} WHERE seq >= ?", (len(rows),))
    attacked.replace_log(rows)


def drop_timestamps(stamped: Stamped) -> None:
    """Take timestamps away, and the entries about them; everything before is written anew."""
    attacked, size = stamped.attacked, stamped.first.size
    cut_the_tail(attacked, left=size)
    attacked.rewrite(size - 1, fail)
    for path in attacked.folder.glob("checkpoints/*.ts?"):
        path.unlink()


def sign_with_another_key(attacked: Attacked) -> None:
    """Sign all heads by a key that is not the archive's, whose own stays in its place."""
    keys = attacked.settings.keys
    shutil.copytree(keys, attacked.folder / "own-keys")
    attacked.take_other_key()
    attacked.sign_again()
    shutil.rmtree(keys)
    (attacked.folder / "own-keys").rename(keys)


def restore_older_database(attacked: Attacked, whole: Path) -> None:
    """The archive is used, and then an older copy of its database is put in its place."""
    work_on(attacked.folder, "work that will be lost")
    put_back_database(whole, attacked.folder)
