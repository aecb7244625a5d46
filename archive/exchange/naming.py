"""Names that two archives gave to different records: how the one that comes is called here.

A ref that is another record's here gets the name of the sender's archive behind it (`I12-laptop`,
then `I12-laptop-2`), and is kept as an external id of the scheme `ref in laptop`. An external id
that is another record's here is kept under the scheme `<scheme> in laptop`. That is a revision of
our own after those that came, so that what came stays provable; it goes back with the record.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from archive import repository
from archive.exchange.steps import Step
from archive.recording import REVISED
from evidence.proof import canonical
from schemas.records import read_record

__all__ = ["NAMED", "Names"]

NAMED = "named_on_receipt"
"""Under this name the words of an entry tell of a record that could not keep its name."""
LONGEST_REF = 64
"""Characters (`schemas.record`)."""


class Names:
    """Whose each name is, while the records of a bundle are written one after another."""

    def __init__(self, connection: Connection, sender: str, steps: Sequence[Step]) -> None:
        self._connection = connection
        self._sender = sender
        records = [step.writes[-1].record for step in steps]
        refs = [record.ref or "" for record in records]
        found = repository.find_many(connection, refs)
        self._refs = {row.ref: row.id for row in found.values()}
        self._freed: set[str] = set()
        wanted = [(row.scheme, row.value) for record in records for row in record.external_ids]
        external = repository.by_external_ids(connection, wanted)
        self._external = {key: row.id for key, row in external.items()}

    def named(self, step: Step) -> Step:
        """The step, with one more revision if its record cannot keep a name of its."""
        record = step.writes[-1].record
        ref, content = record.ref or "", record.content()
        called = self._free(ref, step.id)
        external = [
            {"scheme": self._scheme(row.scheme, row.value, step.id), "value": row.value}
            for row in record.external_ids
        ]
        if called != ref:
            alias = {"scheme": f"ref in {self._sender}", "value": ref}
            external += [alias] if alias not in external else []
        self._take(step, called, external)
        if (called, external) == (ref, content.get("external_ids", [])):
            return replace(step, ref=ref)
        changed = {**content, "ref": called, "external_ids": external}
        body = canonical.encode(changed).decode()
        named = replace(
            step.writes[-1],
            record=read_record(json.dumps(changed)),
            body=body,
            secret=None,
            action=REVISED,
            leaf="",
            file=None,
            detail={NAMED: {"ref": ref, "archive": self._sender}},
            things=(),
        )
        return replace(
            step,
            ref=called,
            writes=(*step.writes, named),
            called=ref if called != ref else "",
        )

    def _free(self, ref: str, record_id: str) -> str:
        if self._owner(ref) in (None, record_id):
            return ref
        number, ending = 1, f"-{self._sender}"
        while True:
            candidate = ref[: LONGEST_REF - len(ending)] + ending
            if self._owner(candidate) in (None, record_id):
                return candidate
            number += 1
            ending = f"-{self._sender[: LONGEST_REF // 2]}-{number}"

    def _owner(self, ref: str) -> str | None:
        if ref not in self._refs and ref not in self._freed:
            found = repository.find_many(self._connection, [ref]).get(ref)
            if found is not None and found.ref == ref:
                self._refs[ref] = found.id
        return self._refs.get(ref)

    def _scheme(self, scheme: str, value: str, record_id: str) -> str:
        owner = self._external.get((scheme, value))
        return scheme if owner in (None, record_id) else f"{scheme} in {self._sender}"

    def _take(self, step: Step, ref: str, external: list[dict[str, str]]) -> None:
        """Give a record its names, and let go of the ref that it had."""
        if step.before is not None and step.before.ref != ref:
            self._refs.pop(step.before.ref, None)
            self._freed.add(step.before.ref)
        self._refs[ref] = step.id
        for row in external:
            self._external[row["scheme"], row["value"]] = step.id
