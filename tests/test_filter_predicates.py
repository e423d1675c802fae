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
from data_access.reach import EVERYTHING
from data_access.settings import Settings

DIALECTS: dict[str, Dialect] = {
    name: dialect()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql), ("duckdb", DuckDB))
}
AT_ONCE = Filter.parse(
    EVERYTHING,
    {
        "period": "today",
        "area": "s1",
        "department": "water",
        "category": "road",
        "source": "hotline",
        "scenario": "flood",
        "priority": "1,2",
        "status": ",".join(STATUSES),
        "stage": "dispatched",
        "only": ",".join(ONLY),
        "within": "118.7,32;118.8,32.1;118.8,32",
        "q": "road",
    },
)
NOTHING = Filter(EVERYTHING)
AS_OF = datetime(2026, 3, 2, tzinfo=UTC)


def compiled(chosen: Filter, dialect: Dialect) -> str:
    asked = select(cases.c.id).where(*chosen.predicates(AS_OF, Settings()))
    return str(asked.compile(dialect=dialect))


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
        "stage": "cases.stage IN",
        "only": "cases.unlocated",
        "within": "cases.lon BETWEEN",
        "text": "(incidents.address",
    }
    assert tuple(columns) == (*DIMENSIONS, "within", "text")
    every, none = compiled(AT_ONCE, dialect), compiled(Filter.parse(EVERYTHING, {}), dialect)
    for dimension, predicate in columns.items():
        assert predicate in every
        assert predicate not in none
        assert predicate not in compiled(
            AT_ONCE.with_(**{dimension: getattr(NOTHING, dimension)}), dialect
        )


def test_each_word_of_only_narrows() -> None:
    asked = (*ONLY, ",".join(ONLY))
    narrowed = [
        Filter.parse(EVERYTHING, {"only": words}).predicates(AS_OF, Settings()) for words in asked
    ]
    assert [len(found) for found in narrowed] == [*(2 for _ in ONLY), 1 + len(ONLY)]


def test_a_question_may_leave_the_department_out() -> None:
    water = Filter.parse(EVERYTHING, {"department": "water"})
    assert len(water.predicates(AS_OF, Settings())) == 2
    assert len(water.predicates(AS_OF, Settings(), department=False)) == 1


def test_text_that_looks_like_sql_is_a_code_or_a_text() -> None:
    injection = "x'); DROP TABLE incidents; --"
    chosen = Filter.parse(EVERYTHING, {"department": injection, "q": injection})
    assert chosen.department == (injection,)
    assert chosen.text == injection
    for dialect in DIALECTS.values():
        assert "DROP" not in compiled(chosen, dialect)


def test_what_was_found_is_not_looked_for_again() -> None:
    for dialect in DIALECTS.values():
        few, many = (compiled(AT_ONCE.with_(found=n), dialect) for n in ("few", "many"))
        assert "SELECT found.id" in few
        assert "get_bit(getvariable('found')" in many
        assert "(incidents.address" not in few + many
