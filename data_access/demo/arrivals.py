"""The planned events in the order in which they arrive, and writing them down."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Engine

from data_access.demo.district import District
from data_access.demo.plan import HISTORY_DAYS, Planned, plan_day
from data_access.demo.rhythm import local_day
from data_access.demo.state import State, read_state, store_state
from data_access.moments import Micros
from data_access.record.events import Incident
from data_access.record.write import add_incidents, writing

_NEVER: Micros = 2**62


class Arrivals:
    """What is still to arrive after `until`, planned day by day as it is needed."""

    def __init__(self, district: District, state: State) -> None:
        self._district, self.state = district, state
        self._active: list[Planned] = []  # whose last event arrives after `until`
        self._next: Micros = 0  # no event arrives before it
        day = local_day(state.until) - timedelta(days=HISTORY_DAYS)
        self._day: date = max(day, state.demo.first)  # the first one that is not planned yet

    @property
    def until(self) -> Micros:
        return self.state.until

    def due(self, upto: Micros) -> list[Incident]:
        """What arrives after `until`, up to and including `upto`: incidents with those events.

        In the order of their reports' arrival, whatever the steps.
        """
        self._plan(local_day(upto))
        if upto < self._next:
            return []
        found = []
        for incident, arrives in self._active:
            start = bisect_right(arrives, self.until)
            end = bisect_right(arrives, upto)
            if start < end:
                told = end - start == len(arrives)
                part = incident if told else replace(incident, events=incident.events[start:end])
                found.append((arrives[0], incident.external_id, part))
        found.sort(key=lambda arrival: arrival[:2])
        return [part for _, _, part in found]

    def passed(self, state: State) -> None:
        """What arrived up to the state's `until` is written: forget it."""
        self.state = state
        self._active = [planned for planned in self._active if planned.arrives[-1] > self.until]
        self._next = self._first_after(self._active)

    def _plan(self, last: date) -> None:
        while self._day <= last:
            day = plan_day(self._district, self.state.demo, self._day)
            fresh = [planned for planned in day if planned.arrives[-1] > self.until]
            self._active += fresh
            self._next = min(self._next, self._first_after(fresh))
            self._day += timedelta(days=1)

    def _first_after(self, some: list[Planned]) -> Micros:
        until = self.until
        return min((p.arrives[bisect_right(p.arrives, until)] for p in some), default=_NEVER)


def write_arrivals(
    engine: Engine,
    arrivals: Arrivals,
    upto: Micros,
    *,
    now: Micros,
    step: Micros,
    complete: bool,
    tell: Callable[[Micros], None] = lambda until: None,
) -> int:
    """Write what arrives up to `upto`, a transaction for each `step`; the number of events.

    `complete` is what the state says once `upto` is reached. Stops early if somebody else has
    moved the state meanwhile: the caller starts again from the new one.
    """
    written = 0
    while arrivals.until < upto:
        until = min(arrivals.until + step, upto)
        batch = arrivals.due(until)
        state = arrivals.state.at(until, complete=arrivals.state.complete)
        if until == upto:
            state = state.at(until, complete=complete)
            if not batch and state.complete == arrivals.state.complete:
                break  # a tick without news is no transaction
        with writing(engine, now=now, origin="demo") as writer:
            if read_state(writer.connection) != arrivals.state:
                break
            add_incidents(writer, batch)
            store_state(writer, state)
        arrivals.passed(state)
        written += sum(len(incident.events) for incident in batch)
        tell(until)
    return written
