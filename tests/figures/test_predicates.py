"""What a filter keeps, and what is counted of it, one row at a time in plain Python.

Two thousand incidents at random, most of whose moments lie on or within a second of another one
that matters: `as_of`, a deadline, the begin of a pause, a border of the period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from data_access import closure, counts, departments, worklists
from data_access.definitions.counts import NOW_OPEN
from data_access.filters import ONLY, STATUSES, Filter
from data_access.names import Named
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from data_access.views import WORKLISTS
from tests.figures.bare import NOBODY, answer, bare_model
from tests.figures.test_departments import counts as counted
from tests.figures.test_departments import recount

AS_OF = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
START = AS_OF - timedelta(hours=24)
ABOVE = {
    "q1": ("d", "s1"),
    "É2": ("d", "s1"),  # after "s1" by its bytes, before it in most dictionaries
    "q3": ("d", "s2"),
    "s1": ("d",),
    "s2": ("d",),
    "d": (),
}
LEVELS = {"d": 0, "s": 1, "q": 2, "É": 2}
NAMES = replace(
    NOBODY,
    area={
        code: Named(code, "", "", chain[-1] if chain else None, LEVELS[code[0]])
        for code, chain in ABOVE.items()
    },
)
PARENTS = {"works": None, "pothole": "works", "noise": None}
CODES: dict[str, tuple[Any, ...]] = {
    "area": (*ABOVE, None),
    "category": (*PARENTS, None),
    "department": ("roads", "water", None),
    "source": ("patrol", "hotline"),
    "scenario": ("flood", "fair", None),
    "priority": (1, 2, 3, None),
    "stage": ("reported", "dispatched", "resolved"),
}
NORMS = Settings(response_norm_seconds=3600, response_norms={"roads": 7200})


class Row(NamedTuple):
    id: int
    area: str | None
    category: str | None
    department: str | None
    source: str
    scenario: str | None
    priority: int | None
    stage: str
    lon: float | None
    lat: float | None
    voided: bool
    returns: int
    decisions: int
    extended: bool
    reported_at: datetime
    deadline: datetime | None
    suspended_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    lead: str | None
    stage_from: datetime
    response_seconds: int | None
    closed_once: bool
    other_at: datetime | None  # of one that is likely to be the same


def _rows() -> list[Row]:
    chance = Random(20261106)
    second, hour = timedelta(seconds=1), timedelta(hours=1)

    def near(moment: datetime) -> datetime:
        return moment + chance.choice((-hour, -second, timedelta(0), second, hour))

    def maybe(moment: datetime) -> datetime | None:
        return chance.choice((None, near(moment)))

    found = []
    for number in range(2_000):
        ahead = near(AS_OF + chance.choice((2, 24)) * hour)
        deadline = chance.choice((None, near(AS_OF), near(START), near(START), ahead))
        long_ago = AS_OF - timedelta(seconds=NORMS.suspended_norm_seconds)
        begin = chance.choice((deadline or START, long_ago))
        suspended = maybe(begin) if chance.random() < 0.4 else None
        closed = None if suspended and chance.random() < 0.7 else maybe(deadline or START)
        found.append(
            Row(
                number,
                *(chance.choice(some) for some in CODES.values()),
                *chance.choice(((None, None), (118.7, 32.0), (118.8, 32.1))),
                chance.random() < 0.1,
                chance.choice((0, 0, 1, 2)),
                chance.choice((0, 1, 2)),
                chance.random() < 0.3,
                chance.choice((near(START), near(AS_OF), near(AS_OF - hour))),
                deadline,
                suspended,
                maybe(deadline or START),
                closed,
                chance.choice(CODES["department"]),
                near(chance.choice((START, AS_OF - hour, AS_OF - 2 * hour))),
                chance.choice((None, None, 60)),
                chance.random() < 0.2,
                chance.choice((None, None, near(AS_OF))),
            )
        )
    return found


ROWS = _rows()


@pytest.fixture(scope="module")
def town() -> Iterator[Connection]:
    frame = pd.DataFrame(ROWS).drop(columns=["closed_once", "other_at"])
    frame["response_seconds"] = frame["response_seconds"].astype("Int64")
    closed = [row for row in ROWS if row.closed_once]
    events = pd.DataFrame(
        {"incident_id": row.id, "seq": 0, "kind": "closed", "moment": row.reported_at}
        for row in closed
    )
    for name in ("deadline", "suspended_at", "resolved_at", "closed_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    frame["priority"] = frame["priority"].astype("Int16")
    ancestors = pd.DataFrame(
        [
            {"code": code, "level": LEVELS[above[0]], "ancestor": above}
            for code, chain in ABOVE.items()
            for above in (*chain, code)
        ]
    )
    named = {"name_zh": "", "name_en": ""}
    categories = pd.DataFrame(
        [{"code": code, "parent": parent, **named} for code, parent in PARENTS.items()]
    )
    pairs = pd.DataFrame(
        {"incident_id": row.id, "other_id": -1, "other_reported_at": row.other_at}
        for row in ROWS
        if row.other_at is not None
    )
    others = {"area_ancestors": ancestors, "categories": categories, "likely_duplicates": pairs}
    with bare_model(frame, events, **others) as connection:
        yield connection


def has_status(row: Row, status: str) -> bool:
    if status == "voided" or row.voided:
        return row.voided and status == "voided"
    if status in ("open", "closed"):
        return (row.closed_at is None) == (status == "open")
    if status == "suspended":
        return row.closed_at is None and row.suspended_at is not None
    return row.closed_at is None and due(row)


def due(row: Row) -> bool:
    if row.deadline is None or row.deadline >= AS_OF:
        return False
    return row.suspended_at is None or row.suspended_at > row.deadline


def is_on(row: Row, word: str) -> bool:
    """Whether a word of `only` fits a row."""
    if word in ("unlocated", "returned"):
        return row.lon is None if word == "unlocated" else row.returns > 1
    if row.closed_at is not None or row.voided:
        return False
    if word == "reopened":
        return row.closed_once and row.reported_at <= AS_OF
    if word == "duplicates":
        return row.other_at is not None and row.other_at <= AS_OF
    if word == "paused":
        norm = timedelta(days=15)
        return row.suspended_at is not None and AS_OF - row.suspended_at > norm
    if row.suspended_at is not None:
        return False
    if word == "unanswered":
        norm = timedelta(hours=2 if row.lead == "roads" else 1)
        waits = row.stage == "dispatched" and row.response_seconds is None
        return waits and AS_OF - row.stage_from > norm
    within = timedelta(hours={"due2h": 2, "due24h": 24}[word])
    return row.deadline is not None and AS_OF <= row.deadline <= AS_OF + within


def kept(row: Row, query: dict[str, str]) -> bool:
    chosen = {name: set(text.split(",")) for name, text in query.items()}
    if row.reported_at > AS_OF:
        return False
    for name in ("department", "source", "scenario", "priority"):
        value = getattr(row, name)
        if name in chosen and (value is None or str(value) not in chosen[name]):
            return False
    if "area" in chosen:
        places = {row.area, *ABOVE.get(row.area or "", ())}
        if not chosen["area"] & places:
            return False
    if "category" in chosen and not chosen["category"] & {
        row.category,
        PARENTS.get(row.category or ""),
    }:
        return False
    if "stage" in chosen and row.stage not in chosen["stage"]:
        return False
    if not all(is_on(row, word) for word in chosen.get("only", ())):
        return False
    return "status" not in chosen or any(has_status(row, s) for s in chosen["status"])


SOME = {name: [str(code) for code in some if code is not None] for name, some in CODES.items()}
SOME["status"] = ["open", "overdue", "suspended", "closed", "voided"]
SOME["only"] = list(ONLY)
CHOICES = [
    {},
    *({name: code} for name, codes in SOME.items() for code in codes),
    *({name: ",".join(codes[:2])} for name, codes in SOME.items()),
]


def check(town: Connection, query: dict[str, str]) -> None:
    scope = Scope(Filter.parse(EVERYTHING, {"period": "24h", **query}), AS_OF, NORMS, NAMES)
    every = [row for row in ROWS if kept(row, query)]
    cohort = [row for row in every if START <= row.reported_at < AS_OF]
    by_resolution = "department" in query
    expected = recount(cohort, AS_OF)
    found = counted(answer(town, departments.QUESTION, scope).total)
    assert found == +expected
    judged = [row if by_resolution else row._replace(resolved_at=None) for row in cohort]
    assert counted(answer(town, closure.QUESTION, scope).total) == +recount(judged, AS_OF)
    live = [row for row in every if not row.voided]
    strip = answer(town, counts.QUESTION, scope)
    assert (strip.open, strip.overdue) == (
        sum(has_status(row, "open") for row in live),
        sum(has_status(row, "overdue") for row in live),
    )
    others = {name: codes for name, codes in query.items() if name not in ("status", "only")}
    still_open = [row for row in ROWS if kept(row, others) and has_status(row, "open")]
    listed = answer(town, worklists.QUESTION, scope)
    assert listed.overdue == sum(has_status(row, "overdue") for row in still_open)
    for word in ONLY:
        assert getattr(listed, word) == sum(is_on(row, word) for row in still_open), word
    new = [row for row in live if START <= row.reported_at < AS_OF]
    assert strip.new == strip.cohort == len(new)
    assert strip.unlocated == sum(row.lon is None for row in new)


@pytest.mark.parametrize("query", CHOICES, ids=str)
def test_every_choice_of_a_filter(town: Connection, query: dict[str, str]) -> None:
    check(town, query)


@settings(max_examples=12)
@given(st.fixed_dictionaries({}, optional={n: st.sampled_from(c) for n, c in SOME.items()}))
def test_choices_together(town: Connection, query: dict[str, str]) -> None:
    check(town, query)


@pytest.mark.parametrize("name", WORKLISTS)
def test_a_worklist_is_what_is_open_under_its_filter(town: Connection, name: str) -> None:
    parameter, other = ("status", "only") if name in STATUSES else ("only", "status")
    for query in ({}, {"department": "roads"}, {"status": "closed", "only": "unlocated"}):
        scope = Scope(Filter.parse(EVERYTHING, {"period": "24h", **query}), AS_OF, NORMS, NAMES)
        chosen = scope.filter.with_(**{parameter: (name,), other: ()})  # in the place of another
        listed = replace(scope, filter=chosen)
        number = getattr(answer(town, worklists.QUESTION, scope), name)
        assert number == answer(town, counts.QUESTION, listed).open > 0
        assert number == town.execute(NOW_OPEN.select(listed)).scalar_one()
