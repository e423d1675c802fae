"""Closure by department against a recount, row by row, of the record's incidents."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select

from data_access import closure, departments
from data_access.closure import Cohort
from data_access.departments import Departments
from data_access.filters import Filter
from data_access.live.answers import Answers
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.events import Event
from data_access.record.tables import incidents as i
from data_access.statistics import bands
from tests.engines import SQLiteFiles
from tests.factories import HOUR, dispatched, incident, reported
from tests.figures.test_against_naive import TOWN, asked
from tests.figures.town import AS_OF, CHOICES, NOW, PERIODS, build_town, busy_town

BY_RESOLUTION = {"on_time", "closed_late"}


def recount(rows: list[Any], as_of: datetime) -> Counter[str]:
    """The counts of docs/indicators, one incident at a time; a department is on time by its own
    resolution."""
    found: Counter[str] = Counter()
    for row in rows:
        if row.voided:
            found["voided"] += 1
            continue
        found["filed"] += 1
        checked = row.decisions > 0 or row.closed_at is not None
        found["decided"] += checked
        found["returned"] += checked and row.returns > 0
        if row.deadline is None:
            found["no_deadline"] += 1
            continue
        stands_still = row.suspended_at is not None and row.suspended_at <= row.deadline
        if row.deadline >= as_of or stands_still:
            paused = row.suspended_at is not None
            kind = "suspended" if paused else "not_yet_due"
            found["closed_early" if row.closed_at is not None else kind] += 1
            continue
        found["due"] += 1
        found["extended"] += row.extended
        if row.closed_at is None:
            found["overdue"] += 1
            continue
        found["closed"] += 1
        done = row.closed_at if row.resolved_at is None else row.resolved_at
        found["on_time" if done <= row.deadline else "closed_late"] += 1
    return found


def counts(cohort: Cohort) -> dict[str, int]:
    return {name: n for name, n in vars(cohort).items() if name != "code" and n}


def ask(answers: Answers, query: dict[str, str]) -> tuple[Departments, closure.Closure]:
    questions = (departments.QUESTION, closure.QUESTION)
    found = answers.ask(Filter.parse(EVERYTHING, query), questions).answers
    return found["departments"], found["closure"]


def test_departments_equal_a_recount(sqlite_files: SQLiteFiles) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, busy_town())
    with engine.connect() as connection:
        every = connection.execute(select(i)).all()
    with asked(engine) as answers:
        for period in PERIODS:
            found, areas = ask(answers, period)
            start, end = Filter.parse(EVERYTHING, period).window(AS_OF, TOWN.zone)
            inside = [row for row in every if start <= row.reported_at < end]
            for cohort in found.departments:
                own = [row for row in inside if row.department == cohort.code]
                assert counts(cohort) == +recount(own, AS_OF)
            assert counts(found.total) == +recount(inside, AS_OF)
            # the rows add up to the district; only what is on time is judged otherwise
            whole = counts(areas.total)
            assert {n: c for n, c in counts(found.total).items() if n not in BY_RESOLUTION} == {
                n: c for n, c in whole.items() if n not in BY_RESOLUTION
            }
            assert found.total.on_time >= areas.total.on_time
            rates = [cohort.on_time_rate for cohort in found.departments]
            units = [cohort.code is not None for cohort in found.departments]
            assert list(found.bands) == bands(rates, TOWN.min_denominator, units=units)
            codes = [cohort.code for cohort in found.departments]
            assert codes[:3] == ["parks", "roads", "water"]
            assert codes[3:] in ([], [None])
    engine.dispose()


def test_under_a_filter_only_its_departments_have_rows(sqlite_files: SQLiteFiles) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, busy_town())
    with asked(engine) as answers:
        for choice in CHOICES["department"]:
            found, areas = ask(answers, {"period": "30d", "department": choice})
            assert [cohort.code for cohort in found.departments] == sorted(choice.split(","))
            assert counts(found.total) == counts(areas.total)  # there a filter means the same
    engine.dispose()


def test_which_department_and_by_which_moment(sqlite_files: SQLiteFiles) -> None:
    """Deadlines ten hours after the report, twenty hours ago."""
    begin = NOW - 20 * HOUR
    late = {"own_deadline": begin + 10 * HOUR}
    engine = open_record(sqlite_files.migrated())
    cases = [
        # resolved in time, verified too late: the department was on time, the centre was not
        incident(
            "1",
            reported(begin),
            dispatched(begin + HOUR, "roads"),
            Event("resolved", begin + 10 * HOUR),  # at the very deadline
            Event("closed", begin + 11 * HOUR),
            source="patrol",
            **late,
        ),
        # resolved a second too late
        incident(
            "2",
            reported(begin),
            dispatched(begin + HOUR, "roads"),
            Event("resolved", begin + 10 * HOUR + 1_000_000),
            Event("closed", begin + 11 * HOUR),
            source="patrol",
            **late,
        ),
        # handed on after the deadline: the lateness is not handed on
        incident(
            "3",
            reported(begin),
            dispatched(begin + HOUR, "roads"),
            dispatched(begin + 12 * HOUR, "water"),
            source="patrol",
            **late,
        ),
        # nobody led it at the deadline; a co-handler does not lead
        incident(
            "4",
            reported(begin),
            dispatched(begin + HOUR, "parks", "co"),
            dispatched(begin + 12 * HOUR, "water"),
            source="patrol",
            **late,
        ),
        # not due: the present lead; closed without a resolution that is known: by the closing
        incident("5", reported(begin), dispatched(begin + HOUR, "water"), source="patrol"),
        incident("6", reported(begin), Event("closed", begin + HOUR), source="patrol", **late),
    ]
    build_town(engine, cases)
    with asked(engine) as answers:
        found, areas = ask(answers, {"period": "24h"})
    engine.dispose()
    said = {cohort.code: counts(cohort) for cohort in found.departments}
    none = said.pop(None)
    assert said == {
        "parks": {},
        "roads": {"filed": 3, "due": 3, "closed": 2, "on_time": 1, "closed_late": 1}
        | {"overdue": 1, "decided": 2},
        "water": {"filed": 1, "no_deadline": 1},
    }
    assert none == {"filed": 2, "due": 2, "closed": 1, "on_time": 1, "overdue": 1, "decided": 1}
    assert (areas.total.on_time, areas.total.closed_late) == (1, 2)
