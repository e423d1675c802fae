"""An incident's state recomputed the slow way, for comparison: by looking back over the list of
its events at every question, and by counting seconds one by one. No state is carried along.

Moments are whole seconds here. What the definitions leave open is decided in
docs/decisions/0001-histories.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

ORDER = [
    "reported",
    "corrected",
    "unvoided",
    "reopened",
    "dispatched",
    "extended",
    "responded",
    "suspended",
    "resumed",
    "resolved",
    "returned",
    "verified",
    "closed",
    "voided",
]


class Told(NamedTuple):
    """One event, in seconds."""

    kind: str
    at: int
    actor: str | None = None
    target: str | None = None
    role: str | None = None
    deadline: int | None = None


@dataclass(frozen=True)
class Duty:
    """What is expected of one assignment."""

    department: str
    role: str
    at: int
    outcome: str
    active: int  # to its outcome, or to now
    handled: int | None


class Naive:
    """The state of a history at `now`, question by question."""

    def __init__(self, told: Sequence[Told], now: int, deadline: int | None) -> None:
        ordered = sorted(told, key=lambda e: (e.at, ORDER.index(e.kind)))
        self.events = [e for e in ordered if e.at <= now]
        self.now, self.first_deadline = now, deadline
        self.reported = next(e.at for e in ordered if e.kind == "reported")
        self.wakes_at = next((e.at for e in ordered if e.at > now), None)

    def moments(self, *kinds: str) -> list[int]:
        return [e.at for e in self.events if e.kind in kinds]

    # looking back from the event number `k` (not included)

    def is_closed(self, k: int) -> bool:
        turns = [e.kind for e in self.events[:k] if e.kind in ("closed", "reopened", "returned")]
        return turns[-1:] == ["closed"]

    def lead(self, k: int) -> str | None:
        leads = [e.target for e in self.events[:k] if e.kind == "dispatched" and e.role != "co"]
        named = [target for target in leads if target is not None]
        return named[-1] if named else None

    def actor(self, k: int) -> str | None:
        return self.events[k].actor or self.lead(k)

    def by_lead(self, k: int) -> bool:
        return self.lead(k) in (None, self.actor(k))

    def stage(self, k: int) -> str:
        if k == 0:
            return "reported"
        if self.is_closed(k):
            return "closed"
        before, last = self.stage(k - 1), self.events[k - 1]
        if last.kind == "reopened" and self.is_closed(k - 1):
            closing = max(
                j for j in range(k) if self.events[j].kind == "closed" and not self.is_closed(j)
            )
            return self.stage(closing)
        if last.kind == "returned" or (last.kind == "dispatched" and last.role != "co"):
            return "dispatched"
        if last.kind == "resolved" and self.by_lead(k - 1):
            return "resolved"
        if (
            last.kind == "responded"
            and self.by_lead(k - 1)
            and before in ("reported", "dispatched")
        ):
            return "responded"
        return before

    # pauses and active time

    def pauses(self) -> list[tuple[int, int | None]]:
        """Numbers of the events that begin and end each pause; None: it goes on."""
        found: list[tuple[int, int | None]] = []
        for k, event in enumerate(self.events):
            running = found and (found[-1][1] is None or k < found[-1][1])
            if event.kind == "suspended" and not running and not self.is_closed(k):
                rest = range(k + 1, len(self.events))
                ends = [j for j in rest if self.events[j].kind in ("resumed", "closed")]
                found.append((k, ends[0] if ends else None))
        return found

    def paused_seconds(self) -> set[int]:
        """Every second `[t, t + 1)` before now that lies in a pause."""
        return {
            t
            for begin, end in self.pauses()
            for t in range(self.events[begin].at, self.now if end is None else self.events[end].at)
        }

    def active(self, begin: int, end: int) -> int:
        return len(set(range(begin, end)) - self.paused_seconds())

    @property
    def suspended_at(self) -> int | None:
        running = [begin for begin, end in self.pauses() if end is None]
        return self.events[running[0]].at if running else None

    # the deadline, second by second

    def deadlines(self) -> tuple[int | None, bool, bool]:
        """The deadline without the pause in force; was it extended; does that pause move it."""
        deadline, told, extended, moving = self.first_deadline, self.first_deadline, False, False
        if deadline is None or told is None:
            return None, False, False
        begins = {begin for begin, _ in self.pauses()}
        ends = {end for _, end in self.pauses()}
        for t in range(self.reported, self.now + 1):
            for k, event in enumerate(self.events):
                if event.at != t:
                    continue
                if k in begins and t <= deadline:
                    moving, told = True, deadline
                if k in ends and moving:
                    moving, told = False, deadline
                if event.kind == "extended" and event.deadline and t <= deadline < event.deadline:
                    deadline = told = event.deadline
                    extended = True
            deadline += moving
        return told, extended, moving

    # assignments

    def duties(self) -> list[Duty]:
        """Every assignment; each is followed to its end by looking ahead from its begin."""
        begun: list[tuple[int, str, str, int | None, str]] = []
        for k, event in enumerate(self.events):
            department = event.target if event.kind == "dispatched" else None
            role = event.role or "lead"
            if event.kind == "returned":
                department, role = self.lead(k), "lead"
            still_closed = self.is_closed(k + 1)
            waiting = any(
                other == department and (end is None or end >= k) and not still_closed
                for _, other, _, end, _ in begun
            )
            if department is not None and not waiting:
                begun.append((k, department, role, *self._end(k, department, role)))
        return [self._duty(*one) for one in begun]

    def _end(self, k: int, department: str, role: str) -> tuple[int | None, str]:
        for j in range(k + 1, len(self.events)):
            event = self.events[j]
            if self.is_closed(j):
                continue
            if event.kind in ("responded", "resolved") and self.actor(j) == department:
                return j, "answered"
            leaves = self.lead(j) == department != (event.target or department)
            if event.kind == "dispatched" and event.role != "co" and role == "lead" and leaves:
                return j, "passed_on"
        if not self.is_closed(len(self.events)):
            return None, "waiting"
        closing = max(
            j
            for j, event in enumerate(self.events)
            if event.kind == "closed" and not self.is_closed(j)
        )
        return max(closing, k), "unanswered"

    def _duty(self, k: int, department: str, role: str, end: int | None, outcome: str) -> Duty:
        at = self.events[k].at
        until = self.now if end is None else self.events[end].at
        done = [
            self.events[j].at
            for j in range(k + 1, len(self.events))
            if self.events[j].kind == "resolved" and self.actor(j) == department
        ]
        handled = self.active(at, done[0]) if done else None
        return Duty(department, role, at, outcome, self.active(at, until), handled)

    # the rest

    def spent(self, stage: str) -> int:
        """Active seconds in a stage up to now, all visits together."""
        found = 0
        for t in set(range(self.reported, self.now)) - self.paused_seconds():
            happened = sum(1 for event in self.events if event.at <= t)
            found += self.stage(happened) == stage
        return found

    @property
    def closed_at(self) -> int | None:
        return self.moments("closed")[-1] if self.is_closed(len(self.events)) else None

    @property
    def resolved_at(self) -> int | None:
        """By the department that it counts with; where there is none, by anyone."""
        accepted = None
        for k, event in enumerate(self.events):
            if event.kind == "returned":
                accepted = None
            whose = self.department in (None, self.actor(k))
            if event.kind == "resolved" and self.by_lead(k) and not self.is_closed(k) and whose:
                accepted = event.at
        return accepted

    @property
    def department(self) -> str | None:
        deadline, _, moving = self.deadlines()
        if deadline is None or moving or deadline >= self.now:
            return self.lead(len(self.events))
        return self.lead(sum(1 for event in self.events if event.at <= deadline))
