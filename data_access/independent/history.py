"""One incident as of a moment: every question looks back over the list of its events.

Nothing is carried along from event to event. An event is named by its number in the order of
moments, and "before number k" leaves k out. What the definitions leave open is decided in
docs/decisions/0001-histories.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from data_access.independent.told import Event

STAGES = ("reported", "dispatched", "responded", "resolved", "closed")
_TURNS = ("closed", "reopened", "returned")


class Pause(NamedTuple):
    begin: int
    end: int | None  # None: it goes on
    last: int  # number of the event that ends it; while it goes on, that of no event yet


class Duty(NamedTuple):
    """One assignment and what came of it; times are active ones."""

    department: str
    role: str
    at: int
    outcome: str
    active: int  # to its outcome, or so far
    so_far: int  # from its begin to the moment that is looked at
    handled: int | None


class History:
    """What follows from `events` (in their order) up to `as_of`; one of them is a report."""

    def __init__(self, events: Sequence[Event], as_of: int, deadline: int | None) -> None:
        self.events = [event for event in events if event.at <= as_of]
        self.as_of, self.first_deadline = as_of, deadline
        self.reported = next(event.at for event in events if event.kind == "reported")
        self.wakes = next((event.at for event in events if event.at > as_of), None)

    @property
    def all(self) -> int:
        """The number after the last event: before it lies everything."""
        return len(self.events)

    def moments(self, *kinds: str) -> list[int]:
        return [event.at for event in self.events if event.kind in kinds]

    # what was so before the event number k

    def shut(self, k: int) -> bool:
        for j in range(k - 1, -1, -1):
            if self.events[j].kind in _TURNS:
                return self.events[j].kind == "closed"
        return False

    def closing(self, k: int) -> int:
        """The number of the event that closed what is closed before k."""
        return next(
            j for j in range(k - 1, -1, -1) if self.events[j].kind == "closed" and not self.shut(j)
        )

    def lead(self, k: int) -> str | None:
        for j in range(k - 1, -1, -1):
            if self._leads(j) and self.events[j].target is not None:
                return self.events[j].target
        return None

    def _leads(self, j: int) -> bool:
        return self.events[j].kind == "dispatched" and self.events[j].role != "co"

    def passes_on(self, k: int, department: str) -> bool:
        """Whether number k gives the lead from a department to another."""
        return self._leads(k) and self.lead(k) == department != self.lead(k + 1)

    def actor(self, k: int) -> str | None:
        """Who did number k: where nobody is named, the lead."""
        return self.events[k].actor or self.lead(k)

    def by_lead(self, k: int) -> bool:
        return self.lead(k) in (None, self.actor(k))

    def stage(self, k: int) -> str:
        if self.shut(k):
            return "closed"
        answered = False
        while k:
            k -= 1
            kind = self.events[k].kind
            if kind == "reopened" and self.shut(k):
                k = self.closing(k)  # as it stood before it
            elif kind == "returned" or self._leads(k):
                return "responded" if answered else "dispatched"
            elif kind == "resolved" and self.by_lead(k):
                return "resolved"
            elif kind == "responded" and self.by_lead(k):
                answered = True
        return "responded" if answered else "reported"

    # time

    @cached_property
    def pauses(self) -> list[Pause]:
        found: list[Pause] = []
        for k, event in enumerate(self.events):
            if event.kind == "suspended" and not self.shut(k):
                if found and k < found[-1].last:
                    continue  # inside another
                ends = (j for j in range(k + 1, self.all) if self._ends_pause(j))
                last = next(ends, self.all)
                end = self.events[last].at if last < self.all else None
                found.append(Pause(event.at, end, last))
        return found

    def _ends_pause(self, j: int) -> bool:
        return self.events[j].kind in ("resumed", "closed")

    def active(self, begin: int, end: int) -> int:
        """The time between two moments without what of it lies in pauses."""
        found = end - begin
        for pause in self.pauses:
            until = end if pause.end is None else min(end, pause.end)
            found -= max(0, until - max(begin, pause.begin))
        return found

    @property
    def suspended(self) -> int | None:
        """When the pause that goes on began."""
        return self.pauses[-1].begin if self.pauses and self.pauses[-1].end is None else None

    # the deadline

    def _moved(self, deadline: int, since: int, until: int) -> int:
        """A deadline in force since a moment, moved by the pauses up to another one: by each
        that began before it had passed, for as long as it went on after `since`."""
        for pause in self.pauses:
            if pause.begin > min(deadline, until):
                break
            end = until if pause.end is None else min(until, pause.end)
            deadline += max(0, end - max(since, pause.begin))
        return deadline

    @cached_property
    def _granted(self) -> tuple[int, int, bool] | None:
        """The deadline last set, since when, and whether by an extension."""
        if self.first_deadline is None:
            return None
        deadline, since, extended = self.first_deadline, self.reported, False
        for event in self.events:
            if event.kind == "extended" and event.deadline is not None:
                now = self._moved(deadline, since, event.at)
                if event.at <= now < event.deadline:
                    deadline, since, extended = event.deadline, event.at, True
        return deadline, since, extended

    @property
    def extended(self) -> bool:
        return self._granted is not None and self._granted[2]

    @cached_property
    def deadline(self) -> int | None:
        """The effective one, without what the pause that goes on adds to it."""
        if self._granted is None:
            return None
        deadline, since, _ = self._granted
        until = self.as_of if self.suspended is None else max(since, self.suspended)
        return self._moved(deadline, since, until)

    @cached_property
    def stands_still(self) -> bool:
        """Whether a pause goes on that began before the deadline had passed."""
        begin, deadline = self.suspended, self.deadline
        return begin is not None and deadline is not None and begin <= deadline

    @cached_property
    def due(self) -> bool:
        return self.deadline is not None and self.deadline < self.as_of and not self.stands_still

    @cached_property
    def department(self) -> str | None:
        """Whom it counts with: once it is due, who led it at its deadline."""
        if self.due and self.deadline is not None:
            return self.lead(sum(event.at <= self.deadline for event in self.events))
        return self.lead(self.all)

    # the rest

    @cached_property
    def voided(self) -> bool:
        turns = [e.kind for e in self.events if e.kind in ("voided", "unvoided")]
        return turns[-1:] == ["voided"]

    @cached_property
    def closed(self) -> int | None:
        return self.moments("closed")[-1] if self.shut(self.all) else None

    @cached_property
    def resolved(self) -> int | None:
        """The accepted resolution by the department it counts with; where that is none, by anyone."""
        for k in range(self.all - 1, -1, -1):
            if self.events[k].kind == "returned":
                return None
            its_own = self.department in (None, self.actor(k)) and self.by_lead(k)
            if self.events[k].kind == "resolved" and its_own and not self.shut(k):
                return self.events[k].at
        return None
