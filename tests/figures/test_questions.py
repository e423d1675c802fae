"""What every question is asked about: units of a level, bins of durations, whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    MetaData,
    Table,
    create_engine,
    literal,
    select,
)

from data_access import freshness
from data_access.definitions.vocabulary import Condition, Said
from data_access.filters import Filter
from data_access.intervals import bin_of, bins_of, seconds_between, seconds_of
from data_access.names import Named, Names
from data_access.questions import Question, Scope, count_if
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from tests.figures.bare import NOBODY

AS_OF = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
HOUR = 3600
TREE = {  # a district of two streets; one has quarters, and one of these a grid
    "d": (0, None),
    "s1": (1, "d"),
    "s2": (1, "d"),
    "q1": (2, "s1"),
    "q2": (2, "s1"),
    "g1": (3, "q1"),
    "stray": (2, "gone"),  # its parent is not known
}


def names(*codes: str) -> Names:
    known = {code: Named(code, code, code, TREE[code][1], TREE[code][0]) for code in codes}
    return Names(known, {}, {}, {}, {}, {}, False, False, {}, {})


def scope(*area: str, of: Names | None = None) -> Scope:
    return Scope(Filter(EVERYTHING, area=area), AS_OF, Settings(), of or names(*TREE))


@pytest.mark.parametrize(
    ("area", "level", "units"),
    [
        ((), 1, ["s1", "s2"]),
        (("d",), 1, ["s1", "s2"]),
        (("s1",), 2, ["q1", "q2"]),
        (("s2",), 2, []),
        (("q1",), 3, ["g1"]),
        (("q2",), 3, []),
        (("g1",), 3, ["g1"]),  # nothing lies below: itself
        (("s1", "g1"), 2, ["q1", "q2"]),  # the highest of several decides
        (("g1", "s2"), 2, []),
        (("stray",), 3, []),
        (("nowhere",), 1, []),
    ],
)
def test_units_are_one_level_below(area: tuple[str, ...], level: int, units: list[str]) -> None:
    assert scope(*area).unit_level == level
    assert scope(*area).units() == units


def test_the_lowest_level_that_has_areas_is_the_last() -> None:
    shallow = names("d", "s1", "s2")
    assert scope("s1", of=shallow).unit_level == 1
    assert scope("s1", of=shallow).units() == ["s1"]
    assert scope(of=names("d", "s2", "s1", "stray")).units() == ["s1", "s2"]
    assert scope(of=NOBODY).unit_level == 1
    assert scope(of=NOBODY).units() == []


def test_the_window_is_the_filters() -> None:
    day = Scope(Filter(EVERYTHING, "24h"), AS_OF, Settings(), NOBODY)
    assert day.window == (AS_OF - timedelta(hours=24), AS_OF)


def test_bins_are_whole_seconds_up_to_an_hour_and_no_wider_than_one_percent() -> None:
    """Every second of two days, and the edges of every octave, against arithmetic of its own."""
    seconds = [*range(48 * HOUR), *(HOUR * 2**k + d for k in range(19) for d in (-1, 0, 1))]
    frame = pd.DataFrame({"seconds": np.array(seconds, dtype="int64")})
    engine = create_engine("duckdb:///:memory:")
    with engine.connect() as connection:
        connection.connection.driver_connection.register("durations", frame)
        durations = Table("durations", MetaData(), Column("seconds", BigInteger))
        s = durations.c.seconds
        found = np.array([tuple(row) for row in connection.execute(select(s, bin_of(s)))])
    engine.dispose()
    assert len(found) == len(seconds)
    assert bins_of(found[:, 0]).tolist() == found[:, 1].tolist()
    for exact, shown in zip(found[:, 0].tolist(), seconds_of(found[:, 1]).tolist(), strict=True):
        if exact <= HOUR:
            assert shown == exact
            continue
        octave = min((exact // HOUR).bit_length() - 1, 15)
        width = 36 * 2**octave
        assert shown == exact - exact % width
        if exact < 2**16 * HOUR:
            assert exact - shown < 0.01 * exact


@settings(max_examples=20)
@given(st.integers(0, 10**9), st.integers(0, 10**12))
@example(0, 999_999)
@example(0, 1_000_000)
def test_seconds_between_are_whole(start: int, micros: int) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=start)
    end = begin + timedelta(microseconds=micros)
    engine = create_engine("duckdb:///:memory:")
    moment = DateTime(timezone=True)
    with engine.connect() as connection:
        asked = select(
            seconds_between(literal(begin, moment), literal(end, moment)),
            count_if(literal(1) == 1, literal(2) == 2),
        )
        assert connection.execute(asked).one() == (micros // 10**6, 1)
    engine.dispose()


def test_the_first_select_that_finds_enough_is_the_answer() -> None:
    asked: list[int] = []

    def execute(statement: Any, _: Any) -> list[int]:
        asked.append(statement)
        return [statement] * statement

    def asking(needed: int) -> Question[int]:
        return Question(
            "rows",
            select=lambda _: cast(Any, 9),
            shape=lambda rows, _: len(rows),
            sooner=lambda _: cast(Any, (1, 3, 5)),
            enough=lambda rows: len(rows) >= needed,
        )

    for needed, tried in ((1, [1]), (2, [1, 3]), (6, [1, 3, 5, 9])):
        asked.clear()
        assert asking(needed).answer(scope(), execute) == tried[-1]
        assert asked == tried


def test_a_condition_is_asked_once_and_never_taken_for_another() -> None:
    scope = Scope(Filter(EVERYTHING), AS_OF, Settings(), NOBODY)

    def at_least(n: int) -> Condition:
        return Condition(Said("", ""), lambda _: literal(n) >= 0)

    kept = at_least(-1)
    assert scope.clause(kept) is scope.clause(kept)
    found = [scope.clause(at_least(n)) for n in range(100)]  # each is gone before the next is made
    said = [str(one.compile(compile_kwargs={"literal_binds": True})) for one in found]
    assert said == [f"{n} >= 0" for n in range(100)]


def test_sources_stand_in_one_order_whatever_that_of_their_rows() -> None:
    """Of two that are equally new, too: else their ages would be told anew without any change."""
    rows = [SimpleNamespace(source=name, newest=AS_OF) for name in ("patrol", "hotline", "camera")]
    rows.append(SimpleNamespace(source="silent", newest=None))
    scope = cast(Scope, None)  # which it does not look at
    for some in permutations(rows):
        found = freshness.QUESTION.shape(some, scope)
        assert list(found.items()) == [(name, AS_OF) for name in ("camera", "hotline", "patrol")]
