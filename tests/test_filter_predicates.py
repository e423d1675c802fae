"""What a filter asks of rows, in the words of every engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from duckdb_engine import Dialect as DuckDB
from sqlalchemy import Dialect, select
from sqlalchemy.dialects.postgresql import dialect as postgresql
from sqlalchemy.dialects.sqlite import dialect as sqlite

from data_access.filters import DIMENSIONS, ONLY, STATUSES, Filter
from data_access.flat import cases

DIALECTS: dict[str, Dialect] = {
    name: dialect()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql), ("duckdb", DuckDB))
}
EVERYTHING = Filter.parse(
    {
        "period": "today",
        "area": "s1",
        "department": "water",
        "category": "road",
        "source": "hotline",
        "scenario": "flood",
        "priority": "1,2",
        "status": ",".join(STATUSES),
        "only": ",".join(ONLY),
    }
)


def compiled(chosen: Filter, dialect: Dialect) -> str:
    as_of = datetime(2026, 3, 2, tzinfo=UTC)
    return str(select(cases.c.id).where(*chosen.predicates(as_of)).compile(dialect=dialect))


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_every_dimension_is_a_predicate(dialect: Dialect) -> None:
    columns = {
        "area": "cases.area IN",
        "department": "cases.department IN",
        "category": "cases.category IN",
        "source": "cases.source IN",
        "scenario": "cases.scenario IN",
        "priority": "cases.priority IN",
        "status": "cases.closed_at IS",
        "only": "cases.unlocated",
    }
    assert tuple(columns) == DIMENSIONS
    every, none = compiled(EVERYTHING, dialect), compiled(Filter.parse({}), dialect)
    for dimension, predicate in columns.items():
        assert predicate in every
        assert predicate not in none
        assert predicate not in compiled(EVERYTHING.with_(**{dimension: ()}), dialect)


def test_each_word_of_only_narrows() -> None:
    as_of = datetime(2026, 3, 2, tzinfo=UTC)
    narrowed = [
        Filter.parse({"only": words}).predicates(as_of) for words in (*ONLY, ",".join(ONLY))
    ]
    assert [len(found) for found in narrowed] == [2, 2, 3]


def test_a_question_may_leave_the_department_out() -> None:
    as_of = datetime(2026, 3, 2, tzinfo=UTC)
    water = Filter.parse({"department": "water"})
    assert len(water.predicates(as_of)) == 2
    assert len(water.predicates(as_of, department=False)) == 1


def test_text_that_looks_like_sql_is_a_code() -> None:
    injection = "x'); DROP TABLE incidents; --"
    chosen = Filter.parse({"department": injection})
    assert chosen.department == (injection,)
    assert "DROP" not in compiled(chosen, DIALECTS["sqlite"])
