"""Every duration row by row: its population, its outcomes and its seconds, in plain Python.

Columns at random, at moments that lie on, or a second beside, one another: more than histories
could lead to, so that no condition leans on another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Connection, literal, select

from data_access.definitions.durations import ROLES, observed, tallied, tallies
from data_access.definitions.loop import REACHED, STANDING, TIME
from data_access.definitions.response import HANDLING_TIME, RESPONSE_TIME
from data_access.definitions.times import TO_CLOSING, TO_RESPONSE
from data_access.filters import Filter
from data_access.flat import cases as i
from data_access.flat import dispatches as a
from data_access.intervals import NO_BIN, bins_of
from data_access.questions import Scope, columns
from data_access.reach import EVERYTHING
from data_access.record.events import STAGES
from data_access.settings import Settings
from tests.figures.bare import NOBODY, bare_model
from tests.statistics.test_survival import tally_of

AS_OF = datetime(2026, 11, 3, 15, 30, 0, 500_000, tzinfo=UTC)
START = AS_OF - timedelta(hours=24)
SCOPE = Scope(Filter.parse(EVERYTHING, {"period": "24h"}), AS_OF, Settings(), NOBODY)
SECOND = timedelta(seconds=1)
MOMENTS = ("suspended_at", "stage_from", "closed_at", "active_from", "reported_at")
SECONDS = ("response_seconds", "total_seconds", *(f"{stage}_seconds" for stage in STAGES[:-1]))


def _near(chance: Random, moment: datetime) -> datetime:
    return moment + chance.choice((-3600, -1, 0, 1, 3600)) * SECOND


def _incidents() -> list[dict[str, Any]]:
    chance = Random(20261124)
    found = []
    for number in range(1_000):
        row: dict[str, Any] = {name: chance.choice((None, 0, 1, 5_000)) for name in SECONDS}
        for name in MOMENTS:
            row[name] = chance.choice((None, _near(chance, AS_OF - 2 * timedelta(hours=1))))
        row["reported_at"] = chance.choice((_near(chance, START), _near(chance, AS_OF)))
        row["active_from"] = row["active_from"] or row["reported_at"]
        row["stage"] = chance.choice(STAGES)
        # a stage that goes on has a begin
        row["stage_from"] = row["stage_from"] or row["reported_at"]
        row["voided"] = chance.random() < 0.1
        found.append({"id": number, **row})
    return found


def _assignments() -> list[dict[str, Any]]:
    chance = Random(20261125)
    found = []
    for number in range(3_000):
        started = _near(chance, AS_OF - 2 * timedelta(hours=1))
        outcome = chance.choice(("waiting", "answered", "passed_on", "unanswered"))
        found.append(
            {
                "incident_id": number // 3,
                "seq": number % 3,
                "department": chance.choice(("roads", "water")),
                "role": "lead",
                "started_at": started,
                "outcome": outcome,
                "active_seconds": None if outcome == "waiting" else chance.choice((0, 1, 7_000)),
                "active_from": started if outcome == "waiting" else chance.choice((None, started)),
                "paused_at": chance.choice((None, _near(chance, started))),
                "handled_seconds": chance.choice((None, None, 0, 1, 9_000)),
            }
        )
    return found


INCIDENTS, ASSIGNMENTS = _incidents(), _assignments()
COHORT = {
    row["id"]: row for row in INCIDENTS if START <= row["reported_at"] < AS_OF and not row["voided"]
}


@pytest.fixture(scope="module")
def town() -> Iterator[Connection]:
    given = pd.DataFrame(INCIDENTS)
    assigned = pd.DataFrame(ASSIGNMENTS)
    for frame, names in ((given, SECONDS), (assigned, ("active_seconds", "handled_seconds"))):
        for name in names:
            frame[name] = frame[name].astype("Int64")
    for name in MOMENTS:
        given[name] = pd.to_datetime(given[name], utc=True)
    for name in ("started_at", "active_from", "paused_at"):
        assigned[name] = pd.to_datetime(assigned[name], utc=True)
    with bare_model(given, assignments=assigned) as connection:
        yield connection


def seconds(start: datetime, end: datetime) -> int:
    return (end - start) // SECOND


def test_response(town: Connection) -> None:
    expected = []
    for row in ASSIGNMENTS:
        if row["incident_id"] in COHORT:
            outcome, lasted = row["outcome"], row["active_seconds"]
            if outcome == "waiting":
                lasted = seconds(row["active_from"], row["paused_at"] or AS_OF)
            role = {"answered": "ended", "unanswered": "never"}.get(outcome, outcome)
            expected.append((row["department"], role, lasted))
    assert len(expected) > 500
    assert _rows(town, observed(RESPONSE_TIME, SCOPE, a.c.department)) == _sorted(expected)


def test_handling(town: Connection) -> None:
    expected = []
    for row in ASSIGNMENTS:
        case = COHORT.get(row["incident_id"])
        if case is None:
            continue
        handled, passed_on = row["handled_seconds"], row["outcome"] == "passed_on"
        if handled is not None:
            outcome, lasted = "ended", handled
        elif passed_on:
            outcome, lasted = "passed_on", row["active_seconds"]
        else:
            outcome = "waiting" if case["closed_at"] is None else "never"
            begun = row["active_from"] or row["started_at"]
            # dispatched in a pause, it has not waited yet
            lasted = max(seconds(begun, case["suspended_at"] or AS_OF), 0)
        expected.append((row["department"], outcome, lasted))
    assert {outcome for _, outcome, _ in expected} == {"ended", "passed_on", "waiting", "never"}
    assert _rows(town, observed(HANDLING_TIME, SCOPE, a.c.department)) == _sorted(expected)


@pytest.mark.parametrize(
    ("duration", "column"), [(TO_RESPONSE, "response_seconds"), (TO_CLOSING, "total_seconds")]
)
def test_times_of_incidents(town: Connection, duration: Any, column: str) -> None:
    expected = []
    for row in COHORT.values():
        closed, lasted = row["closed_at"] is not None, row[column]
        ended = closed if duration is TO_CLOSING else lasted is not None
        outcome = "ended" if ended else "never" if closed else "waiting"
        if lasted is None:
            lasted = seconds(row["active_from"], row["suspended_at"] or AS_OF)
        expected.append(("all", outcome, lasted))
    assert _rows(town, observed(duration, SCOPE, literal("all"))) == _sorted(expected)


@pytest.mark.parametrize("stage", STAGES[:-1])
def test_stages(town: Connection, stage: str) -> None:
    expected = []
    for row in COHORT.values():
        here, before = row["stage"] == stage, row[f"{stage}_seconds"]
        if here or before is not None:
            until = row["suspended_at"] or AS_OF
            more = seconds(row["stage_from"], until) if here else 0
            outcome = "waiting" if here else "ended"
            expected.append((row["id"], outcome, (before or 0) + more))
    assert _rows(town, observed(TIME[stage], SCOPE, i.c.id)) == _sorted(expected)
    reached = town.execute(REACHED[stage].select(SCOPE)).scalar_one()
    standing = town.execute(STANDING[stage].select(SCOPE)).scalar_one()
    assert (reached, standing) == (
        len(expected),
        sum(outcome == "waiting" for _, outcome, _ in expected),
    )


def test_the_last_stage_is_reached_by_what_is_closed_now(town: Connection) -> None:
    closed = [row for row in COHORT.values() if row["closed_at"] is not None]
    query = select(i.c.id).where(*REACHED[STAGES[-1]].predicates(SCOPE))
    assert sorted(town.execute(query).scalars()) == sorted(row["id"] for row in closed)


def test_a_tally() -> None:
    """Floored seconds are counted; the longest wait is exact, and can be of no time yet."""
    tally = tally_of([])
    assert (tally.all, tally.oldest) == (0, None)
    rows = [("waiting", 0, 2)]
    assert tally_of(rows).oldest == 0
    rows += [("waiting", 3_623, 1), ("waiting", 60, 1)]
    rows += [(role, 7_250, n) for role, n in (("ended", 8), ("passed_on", 16), ("never", 32))]
    tally = tally_of(rows)
    assert tally.oldest == 3_623
    assert (tally.ended, tally.waiting, tally.passed_on, tally.never) == (8, 4, 16, 32)
    assert tally.all == 60
    assert tally.durations.ordered().seconds.tolist() == [0, 60, 3_600, 7_200]
    answered = tally_of([("ended", second, 1) for second in range(1, 11)])
    median, p90, *plain = answered.percentiles()
    assert (median and median.seconds, p90 and p90.seconds) == (5, 9)
    assert plain == [5.5, 9.1]


@pytest.mark.parametrize(
    ("duration", "label"),
    [
        (RESPONSE_TIME, a.c.department),
        (HANDLING_TIME, a.c.department),
        (TO_RESPONSE, literal("all")),
        (TO_CLOSING, literal("all")),
        *((TIME[stage], literal("all")) for stage in STAGES[:-1]),
    ],
)
def test_what_is_kept_is_the_bin_of_the_seconds(
    town: Connection, duration: Any, label: Any
) -> None:
    """Those that wait have none; every row is in the tally of its label once."""
    asked = observed(duration, SCOPE, label)
    expected: dict[tuple[str, str], int] = {}
    kept = 0
    for name, outcome, seconds_, bin_ in town.execute(asked):
        role = ROLES[outcome]
        expected[name, role] = expected.get((name, role), 0) + 1
        if bin_ != NO_BIN:
            kept += 1
            assert role != "waiting"
            assert bin_ == bins_of(np.array([seconds_]))[0]
    assert kept > 0
    found = tallies(columns(town.execute(tallied(asked))))
    counted = {(name, role): getattr(of, role) for name, of in found.items() for role in ROLES}
    assert {key: number for key, number in counted.items() if number} == expected


def _rows(town: Connection, query: Any, width: int = 3) -> list[tuple[Any, ...]]:
    """What was observed, with the names of outcomes."""
    return _sorted([(row[0], ROLES[row[1]], *row[2:width]) for row in town.execute(query)])


def _sorted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=repr)
