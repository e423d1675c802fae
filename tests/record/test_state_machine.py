"""Whatever is told, however and whenever: the record's columns are what the independent histories
say, now and as of any earlier version and moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, Table, select

from data_access.independent.cases import looked_at
from data_access.independent.told import micros, read
from data_access.moments import SECOND, Micros
from data_access.record.events import Event, Incident
from data_access.record.rows import derived
from data_access.record.states import State, as_event, default_deadlines, first_told
from data_access.record.tables import assignments, categories, events, incidents
from data_access.record.write import newest_version, wake, write_incidents, write_named
from tests.factories import MONDAY, emptied, named, write_codes, write_reference
from tests.record.derived import (
    ASSIGNMENT_COLUMNS,
    INCIDENT_COLUMNS,
    assignment_rows,
    comparable,
    incident_row,
)

_HALF = SECOND // 2  # moments lie between seconds, too
_LATEST = 50  # half seconds after the report: few, so that events crowd
_KINDS = (
    *("dispatched", "suspended", "extended", "resolved", "returned", "corrected"),  # twice
    *("dispatched", "suspended", "extended", "resolved", "returned", "corrected"),
    *("responded", "resumed", "verified", "closed", "reopened", "voided", "unvoided", "reported"),
)
_DEPARTMENTS = ("water", "roads")
_VALUES: dict[str, tuple[Any, ...]] = {
    "area": ("north", "south"),
    "category": ("pothole", "works", "noise"),
    "scenario": ("flood",),
    "priority": (1, 2),
    "lon": (118.72, 118.7300000001),
    "lat": (32.01, -0.5),
    "address": ("新城科技园", "1 High Street"),
    "text": ("", "井盖缺失"),
    "own_deadline": tuple(range(0, 60, 7)),  # half seconds after the report
}
FIELDS = st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in _VALUES.items()})

Key = tuple[str, str, Micros]  # source, external id, moment of the report


def _valued(name: str, value: Any, report: Micros) -> Any:
    return report + value * _HALF if name == "own_deadline" else value


@st.composite
def tellings(draw: st.DrawFn) -> tuple[str, int, dict[str, Any]]:
    """A kind, half seconds after the report, and what else an event of that kind says."""
    kind, after = draw(st.sampled_from(_KINDS)), draw(st.integers(0, _LATEST))
    said: dict[str, Any] = {}
    if kind == "dispatched":
        said["target"] = draw(st.sampled_from((*_DEPARTMENTS, None)))
        said["role"] = draw(st.sampled_from((None, "lead", "co")))
    elif kind == "extended":
        said["deadline"] = draw(st.integers(1, _LATEST + 20))
    elif kind == "corrected":
        said["field"] = draw(st.sampled_from(sorted(_VALUES)))
        said["new"] = draw(st.sampled_from(_VALUES[said["field"]]))
    else:
        said["department"] = draw(st.sampled_from((None, *_DEPARTMENTS)))
    return kind, after, said


def event_of(telling: tuple[str, int, dict[str, Any]], report: Micros) -> Event:
    kind, after, said = telling
    said = dict(said)
    if kind == "reported":  # once more, before or after the first one; it alone may be before
        after -= _LATEST // 2
    if "deadline" in said:
        said["deadline"] = report + said["deadline"] * _HALF
    if "field" in said:
        said["new"] = str(_valued(said["field"], said["new"], report))
    return Event(kind, report + after * _HALF, **said)


class Telling(RuleBasedStateMachine):
    """Sources tell of incidents while time passes."""

    known = Bundle("known")

    def __init__(self, record: Engine) -> None:
        super().__init__()
        self.record = emptied(record)
        write_reference(record)
        write_codes(record, categories, "works")
        write_codes(record, categories, "pothole", parent="works", deadline_seconds=15)
        write_codes(record, categories, "noise", deadline_seconds=25)
        self.now, self.number, self.changed = MONDAY, 0, False
        self.held: list[Incident] = []

    def tell(self, said: Incident, hold: bool) -> None:
        """Write, with what was held back; or hold it back for the next batch."""
        self.held.append(said)
        if not hold:
            write_incidents(self.record, self.held, now=self.now, origin="test")
            self.held, self.changed = [], True

    @rule(
        target=known,
        source=st.sampled_from(("hotline", "patrol")),
        after=st.integers(-20, 10),
        fields=FIELDS,
        first=st.lists(tellings(), max_size=14),
        hold=st.booleans(),
    )
    def report(
        self, source: str, after: int, fields: dict[str, Any], first: list[Any], hold: bool
    ) -> Any:
        """A new incident, perhaps dated ahead, perhaps with a whole history."""
        self.number += 1
        # The other source may know another incident by the same number.
        key = source, str(self.number // 2), self.now + after * _HALF
        if any((one.source, one.external_id) == key[:2] for one in self.held):
            return multiple()
        told = [Event("reported", key[2]), *(event_of(one, key[2]) for one in first)]
        said = {name: _valued(name, value, key[2]) for name, value in fields.items()}
        self.tell(Incident(*key[:2], told, **said), hold)
        return key

    @rule(
        key=known,
        some=st.lists(tellings(), min_size=1, max_size=12),
        twice=st.booleans(),
        hold=st.booleans(),
    )
    def happen(self, key: Key, some: list[Any], twice: bool, hold: bool) -> None:
        """Events of any kind, in any order, late, ahead, or told twice."""
        told = [event_of(one, key[2]) for one in some]
        self.tell(Incident(*key[:2], told * (1 + twice)), hold)

    @rule(key=known, fields=FIELDS, again=st.booleans(), hold=st.booleans())
    def say_otherwise(self, key: Key, fields: dict[str, Any], again: bool, hold: bool) -> None:
        """The report once more, with fields as they are said now."""
        said = {name: _valued(name, value, key[2]) for name, value in fields.items()}
        told = [Event("reported", key[2])] if again else []
        self.tell(Incident(*key[:2], told, **said), hold)

    @rule(half_seconds=st.integers(1, 40))
    def time_passes(self, half_seconds: int) -> None:
        self.now += half_seconds * _HALF
        wake(self.record, now=self.now)
        self.changed = True

    @rule(
        code=st.sampled_from(("works", "pothole", "noise")), seconds=st.none() | st.integers(1, 40)
    )
    def default_changes(self, code: str, seconds: int | None) -> None:
        row = {**named(code)[0], "deadline_seconds": seconds}
        write_named(self.record, categories, [row], now=self.now, origin="test")
        self.changed = True

    @rule(share=st.floats(0, 1), back=st.integers(-20, 120))
    def look_back(self, share: float, back: int) -> None:
        """What the product derives from the events of an earlier version and moment."""
        version, as_of = round(newest_version(self.record) * share), self.now - back * _HALF
        told = read(self.record, version)
        cases = [looked_at(told, one, as_of) for one in told.incidents]
        with self.record.connect() as connection:
            defaults = default_deadlines(connection, version)
            states = _states(self.record, version)
        rows = derived(states, defaults, now=as_of, version=version)
        found = [dict(zip(INCIDENT_COLUMNS, row, strict=True)) for row in rows.incidents]
        assert [comparable(row) for row in found] == [comparable(incident_row(c)) for c in cases]
        given = [dict(zip(ASSIGNMENT_COLUMNS, row, strict=True)) for row in rows.assignments]
        assert [_unversioned(row) for row in given] == [
            r for c in cases for r in assignment_rows(c)
        ]

    @invariant()
    def the_record_says_the_same(self) -> None:
        if not self.changed:
            return
        self.changed = False
        told = read(self.record, newest_version(self.record))
        cases = [looked_at(told, one, self.now) for one in told.incidents]
        assert [comparable(row) for row in _rows(self.record, incidents)] == [
            comparable(incident_row(case)) for case in cases
        ]
        assert [_unversioned(row) for row in _rows(self.record, assignments)] == [
            row for case in cases for row in assignment_rows(case)
        ]


def _states(record: Engine, version: int) -> list[State]:
    """The incidents that a version knows, with its events."""
    found = []
    with record.connect() as connection:
        for row in connection.execute(select(incidents).order_by(incidents.c.id)):
            told = connection.execute(
                select(events).where(events.c.incident_id == row.id).order_by(events.c.seq)
            ).all()
            known = [as_event(event) for event in told if event.version <= version]
            if known:
                first = first_told(row, [as_event(event) for event in told])
                found.append(State(row.id, first, known))
    return found


def _rows(record: Engine, table: Table) -> list[dict[str, Any]]:
    """All rows, moments as microseconds."""
    with record.connect() as connection:
        rows: Sequence[Any] = (
            connection.execute(select(table).order_by(*table.primary_key.columns)).mappings().all()
        )
    return [
        {n: micros(v) if isinstance(v, datetime) else v for n, v in row.items()} for row in rows
    ]


def _unversioned(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "version"}


def run(record: Engine, examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call] # as Hypothesis declares it
        lambda: Telling(record),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_is_told(record: Engine) -> None:
    run(record, examples=25, steps=15)


@pytest.mark.long
def test_whatever_is_told_at_length(record: Engine) -> None:
    run(record, examples=150, steps=30)
