"""The index of words: whether it is complete, and whether its engine is still the right one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from archive import models
from archive.doctor.advice import Advice, AdviceCode, Fact, Look
from archive.search.choosing import OUTGROWN, IndexEngine, chosen
from archive.search.engine import engine_of


def outgrown(look: Look) -> Iterator[Fact | Advice]:
    """Whether there are more records than Whoosh is made for."""
    engine = chosen(look.archive.settings)
    yield Fact("index", f"kept by {engine}")
    if engine is not IndexEngine.WHOOSH:
        return
    with look.archive.reading() as connection:
        records = connection.execute(select(func.count()).select_from(models.records)).scalar_one()
    if records > OUTGROWN:
        yield Advice(
            AdviceCode.INDEX_OUTGROWN,
            f"{records:,} records are indexed by Whoosh, whose index is large and in many parts "
            f"beyond {OUTGROWN:,}",
            "khronika reindex --engine tantivy",
        )


def behind(look: Look) -> Iterator[Fact | Advice]:
    """Whether every record is found by its words."""
    progress = engine_of(look.archive, patience=0).refresh()
    if progress.indexed < progress.rows:
        because = f": {progress.trouble}" if progress.trouble else ""
        yield Advice(
            AdviceCode.INDEX_BEHIND,
            f"{progress.indexed:,} of {progress.rows:,} views of records can be found by words"
            f"{because}",
            "khronika reindex",
        )
