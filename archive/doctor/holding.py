"""Where records and bytes are kept: the settings of the database, the conduct of the bucket."""

from __future__ import annotations

from collections.abc import Iterator

from archive.database.durability import durability
from archive.doctor.advice import Advice, AdviceCode, Fact, Look
from evidence.errors import EvidenceError
from evidence.store.bucket import Conduct


def database(look: Look) -> Iterator[Fact | Advice]:
    """Whether what was committed outlives a crash."""
    with look.archive.reading() as connection:
        kept = durability(connection)
    settings = ", ".join(f"{name} {value}" for name, value in kept.settings.items())
    yield Fact("database", f"{kept.product}: {settings}")
    if kept.faults:
        yield Advice(
            AdviceCode.DATABASE_UNSAFE,
            f"a crash can lose or harm what was recorded: {', '.join(kept.faults)}",
            "set it back in the server's configuration; docs/growing.md says what is needed",
        )


def evidence(look: Look) -> Iterator[Fact | Advice]:
    """Whether the bytes can be reached, and whether a bucket keeps to its word."""
    blobs = look.archive.blobs
    try:
        blobs.probe()
        conduct = blobs.conduct()
    except (EvidenceError, OSError) as error:
        do = "start the service, or mount the disk; nothing is lost by waiting"
        yield Advice(AdviceCode.EVIDENCE_AWAY, f"the stored bytes cannot be reached: {error}", do)
        return
    if conduct is None:
        yield Fact("evidence", f"the folder {blobs.folder} can be read and written")
        return
    yield Fact("evidence", f"{look.archive.settings.bucket}: {_words(conduct)}")
    if conduct.refuses_to_overwrite is False:
        yield Advice(
            AdviceCode.BUCKET_OVERWRITES,
            "the service takes an object over one that is there, though asked not to",
            "use a service that knows If-None-Match: *, or a bucket that keeps versions",
        )


def _words(conduct: Conduct) -> str:
    if conduct.refuses_to_overwrite is None:
        return "it answers, and has no small object yet by which more could be seen"
    refuses = "refuses" if conduct.refuses_to_overwrite else "DOES NOT REFUSE"
    keeps = "keeps" if conduct.keeps_versions else "keeps no"
    return (
        f"{refuses} to overwrite, {keeps} versions; whether it locks objects is to be asked with "
        "`aws s3api get-object-lock-configuration`"
    )
