"""Case: one incident, what followed from each of its events, and whoever had it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from data_access import near
from data_access.moments import SECOND, Micros, from_micros, to_micros
from data_access.names import Names
from data_access.near import Surroundings
from data_access.predicates import statuses_of, within_reach
from data_access.reach import Reach
from data_access.record.events import STAGES, Event, in_order
from data_access.record.histories import History, derive
from data_access.record.states import State, as_event, default_deadlines, first_told
from data_access.record.tables import events as e
from data_access.record.tables import incidents as i
from data_access.settings import Settings


@dataclass(frozen=True)
class Step:
    """One event; `actor` is who did it, of a response or resolution by nobody named the lead."""

    kind: str
    moment: datetime
    actor: str | None
    target: str | None
    role: str | None
    field: str | None
    old: str | None
    new: str | None
    deadline: datetime | None
    note: str | None
    stage: str | None = None  # in which it left the incident; None: it is dated ahead
    paused: bool = False  # and whether in a pause


@dataclass(frozen=True)
class Span:
    """A stretch of time in a stage, or, `paused`, out of its time."""

    begin: datetime
    end: datetime
    stage: str
    paused: bool


@dataclass(frozen=True)
class Clock:
    """Seconds of active time; `ended`: what they were waited for has come."""

    seconds: int
    ended: bool


@dataclass(frozen=True)
class Duty:
    """One assignment. It ends with its department's resolution, else with its passing on or with
    the closing; None: it goes on. `response` and `handling` are active seconds."""

    department: str
    role: str
    begin: datetime
    end: datetime | None
    outcome: str  # waiting, answered, passed_on, unanswered
    response: int | None
    handling: int | None


@dataclass(frozen=True)
class Case:
    """One incident as of an instant; `incident` is its row."""

    incident: Any
    statuses: tuple[str, ...]
    deadline: datetime | None  # effective, with the pause that goes on
    stands_still: bool  # it moves on with that pause
    late: int | None  # seconds by which it was or is missed; below 0: that are or were left
    response: Clock
    total: Clock
    paused: int  # seconds
    steps: tuple[Step, ...]  # up to the instant, in the order of their moments
    ahead: tuple[Step, ...]  # dated ahead
    spans: tuple[Span, ...]
    stages: dict[str, Clock]  # of every stage that was reached, all visits, in their order
    duties: tuple[Duty, ...]
    surroundings: Surroundings


def select_incident(source: str, external_id: str, reach: Reach) -> Select[*tuple[Any, ...]]:
    """The row of an incident by its key, where it is within reach."""
    key = i.c.source == source, i.c.external_id == external_id
    return select(i).where(*key, *within_reach(reach))


def select_events(incident_id: int) -> Select[*tuple[Any, ...]]:
    """All events of an incident, in the order of their arrival."""
    return select(e).where(e.c.incident_id == incident_id).order_by(e.c.seq)


def read(
    connection: Connection,
    key: tuple[str, str],
    as_of: datetime,
    names: Names,
    settings: Settings,
) -> Case | None:
    """The case of a source and an external id, as of the instant that a connection sees; None:
    there is none within the names' reach."""
    incident = connection.execute(select_incident(*key, names.reach)).one_or_none()
    if incident is None:
        return None
    rows = connection.execute(select_events(incident.id)).all()
    default = default_deadlines(connection).get(incident.category)
    around = near.read(connection, incident, as_of, names, settings)
    return told(incident, rows, default, as_of, around)


def told(
    incident: Row[Any],
    rows: Sequence[Row[Any]],
    default_seconds: int | None,
    as_of: datetime,
    surroundings: Surroundings,
) -> Case:
    """What follows from an incident's events up to `as_of`."""
    known = [as_event(row) for row in rows]
    now = to_micros(as_of)
    own = State(incident.id, first_told(incident, known), known).fields(now)["own_deadline"]
    deadlines: dict[str, Any] = {"own_deadline": own, "default_seconds": default_seconds}
    course = _Course()
    history = derive(known, now=now, watch=course.follow, **deadlines)
    course.reach(now)
    # Where a pause goes on: as it would stand if the pause ended now.
    deadline = derive([*known, Event("resumed", now)], now=now, **deadlines).deadline
    statuses = statuses_of(incident, as_of)
    begun = history.reported_at <= now
    until = now if history.closed_at is None else history.closed_at
    running = until if history.suspended_at is None else history.suspended_at
    so_far = max(0, running - history.active_from) if begun else 0
    return Case(
        incident,
        statuses if begun else ("ahead",),
        None if deadline is None else from_micros(deadline),
        deadline != history.deadline,
        None if deadline is None else (until - deadline) // SECOND,
        _clock(history.response, so_far, ended=history.responded_at is not None),
        _clock(history.total, so_far, ended=history.closed_at is not None),
        sum(end - begin for begin, end, _, paused in course.spans if paused) // SECOND,
        tuple(course.steps),
        tuple(_step(event) for event in in_order(known) if event.moment > now),
        tuple(Span(from_micros(a), from_micros(b), s, p) for a, b, s, p in course.spans if a < b),
        course.stages(),
        course.duties(history),
        surroundings,
    )


def _clock(ended_after: Micros | None, so_far: Micros, *, ended: bool) -> Clock:
    found = ended_after if ended and ended_after is not None else so_far
    return Clock(found // SECOND, ended)


def _step(event: Event, after: History | None = None) -> Step:
    """An event, and what was so after it."""
    until = None if event.deadline is None else from_micros(event.deadline)
    by_lead = after.lead if after and event.kind in ("responded", "resolved") else None
    left = (after.stage, after.suspended_at is not None) if after else (None, False)
    return Step(
        event.kind, from_micros(event.moment), event.department or by_lead, event.target,
        event.role, event.field, event.old, event.new, until, event.note, *left,
    )  # fmt: skip


class _Course:
    """What was so between the events of a history."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.spans: list[tuple[Micros, Micros, str, bool]] = []
        self._at: Micros | None = None  # up to where it is told
        self._stage, self._paused = STAGES[0], False
        self._reached = {STAGES[0]}
        self._ends: dict[int, Micros] = {}  # of assignments, by their place
        self._resolved: dict[int, Micros] = {}

    def follow(self, event: Event, history: History) -> None:
        """See a history after an event."""
        if self._at is None:
            self._at = history.reported_at
        self.reach(event.moment)
        self._stage, self._paused = history.stage, history.suspended_at is not None
        self._reached.add(history.stage)
        self.steps.append(_step(event, history))
        for place, duty in enumerate(history.assignments):
            if duty.outcome == "waiting":
                self._ends.pop(place, None)
            else:
                self._ends.setdefault(place, event.moment)
            if duty.handled is not None:
                self._resolved.setdefault(place, event.moment)

    def reach(self, moment: Micros) -> None:
        """Nothing happens up to a moment."""
        if self._at is None:
            return
        if self.spans and self.spans[-1][1:] == (self._at, self._stage, self._paused):
            begin = self.spans.pop()[0]
        else:
            begin = self._at
        self.spans.append((begin, moment, self._stage, self._paused))
        self._at = moment

    def stages(self) -> dict[str, Clock]:
        """Active time in each stage that was reached; a closing takes none."""
        spent = dict.fromkeys((s for s in STAGES[:-1] if s in self._reached), 0)
        for begin, end, stage, paused in self.spans:
            if stage in spent and not paused:
                spent[stage] += end - begin
        return {s: Clock(time // SECOND, s != self._stage) for s, time in spent.items()}

    def duties(self, history: History) -> tuple[Duty, ...]:
        found = []
        for place, duty in enumerate(history.assignments):
            end = self._resolved.get(place)
            if end is None and duty.outcome in ("passed_on", "unanswered"):
                end = self._ends[place]
            elif end is None:
                end = history.closed_at
            response, handling = (
                None if time is None else time // SECOND for time in (duty.active, duty.handled)
            )
            found.append(
                Duty(
                    duty.department, duty.role, from_micros(duty.started_at),
                    None if end is None else from_micros(end), duty.outcome, response, handling,
                )
            )  # fmt: skip
        return tuple(found)
