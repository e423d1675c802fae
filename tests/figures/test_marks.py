"""Counts of one pass, over bits that are kept, against one count after the other by its predicates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, func, select

from data_access import cohorts, departments
from data_access.filters import Filter
from data_access.flat import cases
from data_access.judged import BITS, JUDGED
from data_access.marks import Marks, marked
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.settings import Settings
from tests.engines import SQLiteFiles
from tests.figures.bare import NOBODY, bare_model
from tests.figures.test_against_naive import asked
from tests.figures.town import build_town, busy_town

AS_OF = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
MOMENTS = [AS_OF + timedelta(hours=h) for h in (-50, -40, -30, 0, 10)]
moments = st.none() | st.sampled_from(MOMENTS)
incident = st.fixed_dictionaries(
    {
        "reported_at": st.sampled_from(MOMENTS),
        "area": st.sampled_from([None, "a", "b"]),
        "department": st.sampled_from([None, "roads", "water"]),
        "voided": st.booleans(),
        "closed_at": moments,
        "resolved_at": moments,
        "deadline": moments,
        "suspended_at": moments,
        "returns": st.integers(0, 2),
        "decisions": st.integers(0, 2),
        "extended": st.booleans(),
        "lon": st.sampled_from([None, 118.7]),
    }
)


def filled(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows).assign(id=range(len(rows)), lat=None)
    for name in ("closed_at", "resolved_at", "deadline", "suspended_at", "reported_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame.astype({"lon": float, "lat": float})


def one_by_one(connection: Connection, marks: Marks, scope: Scope) -> dict[Any, dict[str, int]]:
    """Each count by a select of its own."""
    found: dict[Any, dict[str, int]] = {}
    for count in marks.counts:
        where = [*count.predicates(scope), *(scope.clause(c) for c in marks.given)]
        asked = select(cases.c.area, func.count()).where(*where).group_by(cases.c.area)
        for area, number in connection.execute(asked):
            found.setdefault(area, {})[count.key] = number
    return found


@pytest.mark.parametrize("of", [cohorts.MARKS, departments._MARKS])
@pytest.mark.parametrize("asked_of", [(), ("roads",)])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(incident, min_size=1, max_size=40))
def test_every_count_is_that_of_its_predicates(
    of: Marks, asked_of: tuple[str, ...], rows: list[dict[str, Any]]
) -> None:
    scope = Scope(Filter(EVERYTHING, "7d", department=asked_of), AS_OF, Settings(), NOBODY)
    with bare_model(filled(rows)) as connection:
        found = marked(connection.execute(of.select(scope, cases.c.area)))
        sums = of.sums(found, scope, lambda code: code)
        known = {area: {key: n for key, n in counts.items() if n} for area, counts in sums.items()}
        assert {area: counts for area, counts in known.items() if counts} == one_by_one(
            connection, of, scope
        )
        for name, so in JUDGED.items():
            bit = cases.c.judged.bitwise_and(BITS[name]) != 0
            wrong = bit.is_distinct_from(func.coalesce(so(cases.c), False))
            assert connection.execute(select(func.count()).where(wrong)).scalar_one() == 0


@pytest.fixture
def statements(sqlite_files: SQLiteFiles) -> Iterator[tuple[Any, list[str]]]:
    """Answers, and what is said to their engine."""
    engine = open_record(sqlite_files.migrated())
    build_town(engine, busy_town())
    said: list[str] = []
    with asked(engine) as answers:
        event.listen(
            answers._read_model.engine, "before_cursor_execute", lambda *told: said.append(told[2])
        )
        yield answers, said
    engine.dispose()


def test_what_several_questions_rest_on_is_asked_once(
    statements: tuple[Any, list[str]],
) -> None:
    answers, said = statements
    whole = answers.ask(Filter(EVERYTHING, "30d"))
    assert not [a for a in whole.answers.values() if isinstance(a, Exception)]
    assert sum("judged" in statement for statement in said) == 1
    assert sum("on_duplicates" in statement for statement in said) == 1
    # Of another filter it is asked again.
    other = answers.ask(Filter(EVERYTHING, "30d", area=("street0",)))
    assert other.answers["counts"].new < whole.answers["counts"].new
    assert sum("judged" in statement for statement in said) == 2
