"""Two archives of one process are asked by statements that were made out once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine, create_engine, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

MADE_OUT: list[str] = []


class Seven(FunctionElement[int]):
    """Seven, which tells when it is made out."""

    name = "seven"
    inherit_cache = True


@compiles(Seven)
def _seven(_seven: Seven, compiler: object, **_options: object) -> str:
    MADE_OUT.append("seven")
    return "7"


@pytest.fixture
def engines() -> Iterator[list[Engine]]:
    with ExitStack() as ending:
        made = [create_engine("sqlite://") for _ in range(3)]
        for engine in made:
            ending.callback(engine.dispose)
        yield made


def test_each_engine_has_its_own_answer_by_a_statement_that_was_made_out_once(
    engines: list[Engine],
) -> None:
    MADE_OUT.clear()
    answers = []
    for number, engine in enumerate(engines):
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE held (number INTEGER)")
            connection.exec_driver_sql(f"INSERT INTO held VALUES ({number})")
            held = connection.exec_driver_sql("SELECT number FROM held").scalar()
            row = connection.execute(select(Seven(), literal(number + 10))).one()
            answers.append((held, *row))
    assert answers == [(0, 7, 10), (1, 7, 11), (2, 7, 12)]
    assert MADE_OUT == ["seven"]
