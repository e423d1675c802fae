"""Times of an incident without its pauses, and histories that begin at any moment."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from data_access.moments import SECOND, Micros
from data_access.record.events import Event, in_order
from data_access.record.histories import Assignment, History, derive
from tests.record.naive import Told
from tests.record.test_histories import DEADLINES, NOW, STORIES, as_event

DURATIONS = {"response", "total", "spent", "active", "handled"}
AT = st.integers(0, 10**6)


def later(value: Any, name: str, by: Micros) -> Any:
    """A field of a history that began so much later."""
    if name in DURATIONS or not isinstance(value, int) or isinstance(value, bool):
        return value
    return value if name in ("returns", "decisions") else value + by


def told_later(events: list[Event], by: Micros) -> list[Event]:
    return [
        event._replace(
            moment=event.moment + by,
            deadline=None if event.deadline is None else event.deadline + by,
        )
        for event in events
    ]


def state(history: History, by: Micros = 0) -> dict[str, Any]:
    """What a history says, so much later; its assignments one by one."""
    said = {
        f.name: later(getattr(history, f.name), f.name, by)
        for f in fields(History)
        if f.name[0] != "_" and f.name != "assignments"
    }
    said["assignments"] = [
        {f.name: later(getattr(each, f.name), f.name, by) for f in fields(Assignment)}
        for each in history.assignments
    ]
    return said


@settings(max_examples=150)
@given(story=STORIES, deadline=DEADLINES, now=NOW, start=AT)
def test_a_history_moves_as_a_whole(
    story: list[Told], deadline: int | None, now: int, start: int
) -> None:
    """Told of a later day it says the same of that day, and of no duration anything else."""
    by, events = start * SECOND, [as_event(said) for said in story]
    own = None if deadline is None else deadline * SECOND
    history = derive(events, own_deadline=own, default_seconds=None, now=now * SECOND)
    moved = derive(
        told_later(events, by),
        own_deadline=None if own is None else own + by,
        default_seconds=None,
        now=now * SECOND + by,
    )
    assert state(moved) == state(history, by)


def active(events: list[Event], until: Micros) -> Micros:
    """Time from the report to a moment, second by second outside of pauses."""
    begun = next(event.moment for event in events if event.kind == "reported")
    found, paused, closed = 0, False, False
    happened = [event for event in in_order(events) if event.moment <= until]
    for second in range(begun // SECOND, until // SECOND):
        for event in happened:
            if event.moment == second * SECOND:
                if event.kind == "suspended" and not closed:
                    paused = True
                if event.kind in ("resumed", "closed"):
                    paused = False
                if event.kind in ("closed", "reopened", "returned"):
                    closed = event.kind == "closed"
        found += not paused
    return found * SECOND


@settings(max_examples=150)
@given(story=STORIES, now=NOW, start=st.integers(0, 50))
@example(  # answered in a pause, closed after another
    [
        Told("reported", 0),
        Told("suspended", 2),
        Told("responded", 5),
        Told("resumed", 7),
        Told("suspended", 9),
        Told("resumed", 10),
        Told("closed", 12),
    ],
    20,
    3,
)
@example([Told("reported", 0), Told("suspended", 2), Told("resumed", 6)], 20, 3)
def test_times_of_an_incident_are_those_outside_of_pauses(
    story: list[Told], now: int, start: int
) -> None:
    events = told_later([as_event(said) for said in story], start * SECOND)
    at = (now + start) * SECOND
    history = derive(events, own_deadline=None, default_seconds=None, now=at)
    for end, time in (
        (history.responded_at, history.response),
        (history.closed_at, history.total),
    ):
        assert (time is None) == (end is None)
        if end is not None:
            assert time == active(events, end)
    # what an open incident's time so far is read from
    until = at if history.suspended_at is None else history.suspended_at
    assert until - history.active_from == active(events, at)
