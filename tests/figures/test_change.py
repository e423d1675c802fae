"""The counts of the strip against the period before: by hand, and against what had been shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Connection

from data_access import change, counts
from data_access.change import Change, Compared
from data_access.filters import Filter
from data_access.live.answers import Answers
from data_access.live.instants import At
from data_access.moments import SECOND, Micros
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import newest_version
from data_access.settings import Settings
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.figures.bare import NOBODY, answer, bare_model
from tests.figures.town import NOW, build_town, busy_town, incidents_of_town, long_ago
from tests.figures.ways import directly, through_a_read_model

MIDNIGHT = datetime(2026, 11, 2, 16, tzinfo=UTC)  # a local one in Shanghai
NOON = MIDNIGHT + timedelta(hours=12)
SHANGHAI = Settings(timezone="Asia/Shanghai")


def shown(town: Connection, as_of: datetime = NOON, **query: str) -> Change:
    scope = Scope(Filter.parse(EVERYTHING, query), as_of, SHANGHAI, NOBODY)
    return answer(town, change.QUESTION, scope)


@contextmanager
def reported(per_day: Sequence[int], **more: Any) -> Iterator[Connection]:
    """A town in which, so many days ago (0 is today), so many were reported at nine."""
    nine = MIDNIGHT + timedelta(hours=9)
    moments = [nine - timedelta(days=ago) for ago, n in enumerate(per_day) for _ in range(n)]
    frame = pd.DataFrame({"id": range(len(moments)), "reported_at": moments, **more})
    with bare_model(frame) as connection:
        yield connection


def test_it_is_worked_out_by_hand() -> None:
    """147 today and 100 yesterday, in twelve hours each, of days that do not vary."""
    for today, clear in ((144, "same"), (147, "more"), (63, "same"), (62, "less")):
        with reported([today, *[100] * 70]) as town:
            found = shown(town, period="today")
        z = 2 * (math.sqrt(today / 12) - 10 / math.sqrt(12)) / math.sqrt(1 / 6)
        assert found.new == Compared(today, 100, today - 100, pytest.approx(z), clear)
        assert (found.start, found.end) == tuple(at - timedelta(days=1) for at in (MIDNIGHT, NOON))


def test_what_comes_later_in_the_day_is_not_compared() -> None:
    with reported([5, *[100] * 70]) as town:
        found = shown(town, MIDNIGHT + timedelta(hours=9), period="today")
        later = shown(town, MIDNIGHT + timedelta(hours=9, microseconds=1), period="today")
    assert found.new == Compared(0, 0, 0, 0.0, "same")
    assert (later.new.now, later.new.before) == (5, 100)


def test_days_that_differ_as_wholes_need_more_for_a_change() -> None:
    weeks = [100, 60, 140, 100, 60, 140, 100, 100]  # the same on each of their days
    phi = sum((n - 100) ** 2 / 100 for n in weeks) / 7
    with reported([180, *(n for n in weeks for _ in range(7)), *[100] * 10]) as town:
        found = shown(town, period="today").new
    z = 2 * (math.sqrt(180 / 12) - math.sqrt(100 / 12)) / math.sqrt(1 / 6)
    assert z > 3
    assert found == Compared(180, 100, 80, pytest.approx(z / math.sqrt(phi)), "same")


def test_weekdays_that_differ_do_not() -> None:
    """Every Sunday 20, every other day 100: that is the rhythm of the week, and no variation."""
    sunday_ago = range(2, 72, 7)  # today is a Tuesday
    with reported([150, *(20 if ago in sunday_ago else 100 for ago in range(1, 72))]) as town:
        found = shown(town, period="today").new
    z = 2 * (math.sqrt(150 / 12) - math.sqrt(100 / 12)) / math.sqrt(1 / 6)
    assert found == Compared(150, 100, 50, pytest.approx(z), "more")


def test_a_day_is_the_same_part_of_it_by_the_clock_on_the_wall() -> None:
    """Sixteen at half past eight every day, on both sides of the change to winter time."""
    days = pd.date_range("2026-07-01T08:30", "2026-11-03T08:30", freq="D", unit="us")
    every = pd.DatetimeIndex([day for day in days for _ in range(16)])
    every = every.tz_localize("America/New_York").tz_convert("UTC")
    settings_ = Settings(timezone="America/New_York")
    as_of = datetime(2026, 11, 3, 14, tzinfo=UTC)  # nine o'clock
    scope = Scope(Filter.parse(EVERYTHING, {"period": "today"}), as_of, settings_, NOBODY)
    with bare_model(pd.DataFrame({"id": range(len(every)), "reported_at": every})) as town:
        found = answer(town, change.QUESTION, scope)
    assert found.new == Compared(16, 16, 0, 0.0, "same")


def test_how_far_back_the_record_must_reach() -> None:
    """Over all of the comparison for a difference; over eight weeks and two days for a word on it."""
    begin, weeks = MIDNIGHT - timedelta(days=1), MIDNIGHT - timedelta(weeks=8, days=2)
    tick = timedelta(microseconds=1)
    for oldest, compared, judged in (
        (begin, False, False),
        (begin - tick, True, False),
        (weeks, True, False),
        (weeks - tick, True, True),
    ):
        frame = pd.DataFrame({"id": [1, 2], "reported_at": [oldest, MIDNIGHT]})
        with bare_model(frame) as town:
            found = shown(town, period="today")
        for one in (found.new, found.closed):
            assert (one.before is not None, one.difference is not None) == (compared, compared)
            assert (one.z is not None, one.clear is not None) == (judged, judged)
        for one in (found.open, found.overdue):
            assert (one.before is not None, one.difference is not None) == (compared, compared)
            assert (one.z, one.clear) == (None, None)


COMPARED: list[tuple[dict[str, str], bool, bool]] = [  # query, flows, stocks
    ({"period": "today", "only": "unlocated"}, True, True),
    ({"period": "today", "status": "open"}, False, False),
    ({"period": "today", "stage": "reported"}, False, False),
    ({"period": "today", "only": "unlocated,returned"}, False, False),
    ({"from": "2026-10-30", "to": "2026-11-02"}, True, False),  # it is over
    ({"period": "lastmonth"}, True, False),
    ({"from": "2026-10-30", "to": "2026-11-05"}, True, True),
    ({"from": "2026-11-05", "to": "2026-11-07"}, False, False),  # it has not begun
]


def test_where_there_is_nothing_to_compare() -> None:
    with reported([10] * 130, returns=2) as town:
        for query, flows, stocks in COMPARED:
            found = shown(town, **query)
            assert found.open.now > 0
            assert [c.before is not None for c in (found.new, found.closed)] == [flows] * 2, query
            assert [c.before is not None for c in (found.open, found.overdue)] == [stocks] * 2, (
                query
            )


def of_then(incidents: Sequence[Incident]) -> list[Incident]:
    """Without what changes the past, too: the voided are left out of every period."""
    return [
        replace(one, events=[e for e in one.events if e.kind not in ("voided", "unvoided")])
        for one in incidents
    ]


def check_then(answers: Answers, version: int, *periods: str) -> None:
    """The stocks of then are those that looking back finds."""
    for period in periods:
        filter_ = Filter.parse(EVERYTHING, {"period": period})
        found = answers.ask(filter_, [change.QUESTION]).answers["change"]
        past = answers.ask(filter_, [counts.QUESTION], At(version, found.end)).answers["counts"]
        assert found.open.before == past.open, period
        assert found.overdue.before == past.overdue, period


def check_town(sqlite_files: SQLiteFiles, incidents: Sequence[Incident], *periods: str) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, [*of_then(incidents), *long_ago()])
    with through_a_read_model(engine) as answers:
        check_then(answers, newest_version(engine), *periods)
    engine.dispose()


def test_the_stock_of_then_is_what_was_shown_then(sqlite_files: SQLiteFiles) -> None:
    check_town(sqlite_files, busy_town(), "today", "24h", "7d", "month")


def turns(moment: Micros) -> list[Incident]:
    """Whatever may happen before, at and after a moment, at each of five times; every other one is
    past its deadline at that moment, or paused at it."""
    kinds = ((), ("closed",), ("reopened",), ("returned",), ("closed", "reopened"))
    hour, found = 3_600 * SECOND, []
    for number, each in enumerate(product(kinds, kinds[:4], kinds[1:], kinds[:4], kinds[:4])):
        events = [Event("reported", moment - 5 * hour)]
        if number % 3 == 0:
            events.append(Event("suspended", moment - 4 * hour))
        for place, some in enumerate(each, -2):
            events += [Event(kind, moment + place * hour) for kind in some]
            if number % 5 == 0:  # the same closing told of two departments
                again = [kind for kind in some if kind == "closed"]
                events += [Event(kind, moment + place * hour, "roads") for kind in again]
        deadline = moment + (-90, 30, 600)[number % 7 % 3] * 60 * SECOND
        found.append(Incident("patrol", f"turn{number}", events, own_deadline=deadline))
    return found


def test_the_stock_of_then_whatever_happened_around_it(sqlite_files: SQLiteFiles) -> None:
    check_town(sqlite_files, turns(NOW - 24 * 3_600 * SECOND), "24h")


def test_postgresql_finds_the_same(postgresql_cluster: PostgreSQLCluster) -> None:
    url = postgresql_cluster.migrated()
    engine = open_record(url)
    build_town(engine, [*turns(NOW - 24 * 3_600 * SECOND), *long_ago()])
    with directly(engine, url) as answers:
        check_then(answers, newest_version(engine), "24h")
    engine.dispose()


# Without shrinking: an example builds two databases, and shrinking would try hundreds.
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(incidents=incidents_of_town())
def test_the_stock_of_then_after_any_history(
    sqlite_files: SQLiteFiles, incidents: list[Incident]
) -> None:
    check_town(sqlite_files, incidents, "24h", "7d", "30d")
