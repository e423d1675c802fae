"""What follows from a history, against a recomputation that looks back and counts seconds."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import event as note
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from data_access.filters import STATUSES
from data_access.flat import falls_due
from data_access.moments import SECOND, Micros, from_micros
from data_access.predicates import status_predicate
from data_access.record.events import STAGES, Event
from data_access.record.histories import History, derive
from data_access.record.tables import incidents
from data_access.record.write import write_incidents
from tests.factories import emptied, incident, write_reference
from tests.record.naive import Naive, Told

LATEST = 20  # seconds: few, so that events crowd
KINDS = (
    *("dispatched", "suspended", "extended", "resolved", "returned"),  # what most turns on, twice
    *("dispatched", "suspended", "extended", "resolved", "returned"),
    *("responded", "resumed", "verified", "closed", "reopened", "voided", "unvoided"),
)
DEPARTMENTS = ("water", "roads")


@st.composite
def told(draw: st.DrawFn) -> Told:
    kind = draw(st.sampled_from(KINDS))
    at = draw(st.integers(0, LATEST))
    if kind == "dispatched":
        target = draw(st.sampled_from((*DEPARTMENTS, None)))  # None: no source says to whom
        return Told(kind, at, target=target, role=draw(st.sampled_from((None, "lead", "co"))))
    if kind == "extended":
        return Told(kind, at, deadline=draw(st.integers(1, LATEST + 10)))
    return Told(kind, at, draw(st.sampled_from((None, *DEPARTMENTS))))


STORIES = st.lists(told(), min_size=2, max_size=14).map(
    lambda events: [Told("reported", 0), *events]
)
DEADLINES = st.integers(1, LATEST) | st.none()
NOW = st.integers(LATEST // 2, LATEST + 10)


def as_event(said: Told) -> Event:
    return Event(
        said.kind,
        said.at * SECOND,
        said.actor,
        said.target,
        said.role,
        deadline=None if said.deadline is None else said.deadline * SECOND,
    )


def both(story: list[Told], deadline: int | None, now: int) -> tuple[History, Naive]:
    own = None if deadline is None else deadline * SECOND
    history = derive(map(as_event, story), own_deadline=own, default_seconds=None, now=now * SECOND)
    return history, Naive(story, now, deadline)


def seconds(moment: Micros | None) -> int | None:
    return None if moment is None else moment // SECOND


histories = given(story=STORIES, deadline=DEADLINES, now=NOW)
often = settings(max_examples=400)


@histories
@often
@example(  # an extension that the pause so far has overtaken
    [Told("reported", 0), Told("suspended", 2), Told("extended", 10, deadline=8)], 5, 20
)
@example(  # one that outlasts the deadline with the pause so far, by a second
    [Told("reported", 0), Told("suspended", 2), Told("extended", 10, deadline=14)], 5, 20
)
@example([Told("reported", 0), Told("extended", 2)], 5, 20)  # until when is not said
@example(  # a dispatch that does not say to whom leaves the lead
    [Told("reported", 0), Told("dispatched", 1, target="water"), Told("dispatched", 2)], 5, 20
)
def test_deadline(story: list[Told], deadline: int | None, now: int) -> None:
    history, naive = both(story, deadline, now)
    expected, extended, moving = naive.deadlines()
    note(f"extended {extended}, moved {expected != deadline}, paused before it {moving}")
    assert seconds(history.deadline) == expected
    assert history.extended == extended
    assert seconds(history.suspended_at) == naive.suspended_at
    assert history.department == naive.department


@histories
@often
def test_every_incident_is_in_one_state(story: list[Told], deadline: int | None, now: int) -> None:
    """filed = due + closed early + not yet due + suspended + no deadline."""
    history, naive = both(story, deadline, now)
    closed = history.closed_at is not None
    over = history.deadline is not None and history.deadline < now * SECOND
    before = (
        history.deadline is not None
        and history.suspended_at is not None
        and history.suspended_at <= history.deadline
    )
    due = over and not before
    states = {
        "due": due,
        "closed_early": closed and history.deadline is not None and not due,
        "not_yet_due": not closed and history.deadline is not None and not over and not before,
        "suspended": not closed and before,
        "no_deadline": history.deadline is None,
    }
    assert sum(states.values()) == 1, states
    expected, _, moving = naive.deadlines()
    assert due == (expected is not None and expected < now and not moving)


@histories
@often
def test_closing_and_stage(story: list[Told], deadline: int | None, now: int) -> None:
    history, naive = both(story, deadline, now)
    end = len(naive.events)
    voidings = [e.kind for e in naive.events if e.kind in ("voided", "unvoided")]
    assert history.stage == naive.stage(end)
    assert seconds(history.closed_at) == naive.closed_at
    assert seconds(history.resolved_at) == naive.resolved_at
    assert history.lead == naive.lead(end)
    assert history.voided == (voidings[-1:] == ["voided"])
    assert history.returns == len(naive.moments("returned"))
    assert history.decisions == len(naive.moments("returned", "verified"))
    firsts = {
        "dispatched_at": naive.moments("dispatched"),
        "responded_at": naive.moments("responded", "resolved"),
    }
    for name, moments in firsts.items():
        assert seconds(getattr(history, name)) == (moments[0] if moments else None)
    assert seconds(history.wakes_at) == naive.wakes_at


@histories
@often
def test_seconds_in_each_stage(story: list[Told], deadline: int | None, now: int) -> None:
    history, naive = both(story, deadline, now)
    spent = {stage: history.spent.get(stage, 0) for stage in STAGES}
    if history.stage_from is not None:
        reached = now * SECOND if history.suspended_at is None else history.suspended_at
        spent[history.stage] += reached - history.stage_from
    assert (history.stage_from is None) == (history.stage == "closed")
    for stage in STAGES[:-1]:
        assert spent[stage] == naive.spent(stage) * SECOND, stage


@histories
@often
@example(  # sent back after a closing that nobody answered: it is waiting again
    [
        Told("reported", 0),
        Told("dispatched", 1, target="water"),
        Told("closed", 5),
        Told("returned", 9),
    ],
    None,
    20,
)
@example(  # dispatched after the closing: nobody will answer
    [Told("reported", 0), Told("closed", 5), Told("dispatched", 9, target="water")], None, 20
)
@example(  # resolved while it was closed, and opened again: an answer is waited for
    [
        Told("reported", 0),
        Told("closed", 1),
        Told("dispatched", 2, target="water"),
        Told("resolved", 3, "water"),
        Told("reopened", 4),
    ],
    None,
    20,
)
@example(  # a co-handler that led for a while goes on as a co-handler
    [
        Told("reported", 0),
        Told("dispatched", 1, target="water", role="co"),
        Told("dispatched", 2, target="water"),
        Told("dispatched", 3, target="roads"),
    ],
    None,
    20,
)
def test_assignments(story: list[Told], deadline: int | None, now: int) -> None:
    history, naive = both(story, deadline, now)
    found = []
    for a in history.assignments:
        active = a.active
        if a.outcome == "waiting":
            assert a.active_from is not None
            assert a.paused_at == history.suspended_at
            active = (now * SECOND if a.paused_at is None else a.paused_at) - a.active_from
        if a.handled is None:  # what its handling has taken so far, whether answered or not
            assert a.active_from is not None
            until = now * SECOND if history.suspended_at is None else history.suspended_at
            assert until - a.active_from == naive.active(a.started_at // SECOND, now) * SECOND
        found.append((a.department, a.role, a.started_at, a.outcome, active, a.handled))
        note(a.outcome)
    assert found == [
        (
            duty.department,
            duty.role,
            duty.at * SECOND,
            duty.outcome,
            duty.active * SECOND,
            None if duty.handled is None else duty.handled * SECOND,
        )
        for duty in naive.duties()
    ]


@given(story=STORIES, now=NOW, seconds=st.integers(1, LATEST))
def test_a_default_deadline_counts_from_the_report(
    story: list[Told], now: int, seconds: int
) -> None:
    told = [as_event(said) for said in story]
    by_default = derive(told, own_deadline=None, default_seconds=seconds, now=now * SECOND)
    by_own = derive(told, own_deadline=seconds * SECOND, default_seconds=7, now=now * SECOND)
    assert by_default == by_own


@given(stories=st.lists(st.tuples(STORIES, DEADLINES), min_size=8, max_size=30), now=NOW)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_statuses_in_the_database(
    record: Engine,
    stories: list[tuple[list[Told], int | None]],
    now: int,
) -> None:
    write_reference(emptied(record))
    batch, expected = [], {}
    for number, (story, deadline) in enumerate(stories):
        own = None if deadline is None else deadline * SECOND
        batch.append(incident(str(number), *map(as_event, story), own_deadline=own))
        expected[str(number)] = statuses(Naive(story, now, deadline))
    write_incidents(record, batch, now=now * SECOND, origin="test")
    found: dict[str, set[str]] = {key: set() for key in expected}
    of = select(*incidents.c, falls_due(incidents).label("falls_due")).subquery()
    with record.connect() as connection:
        for status in STATUSES:
            meant = status_predicate(status, from_micros(now * SECOND), of)
            for key in connection.execute(select(of.c.external_id).where(meant)).scalars():
                found[key].add(status)
    assert found == expected


def statuses(naive: Naive) -> set[str]:
    voidings = [e.kind for e in naive.events if e.kind in ("voided", "unvoided")]
    if voidings[-1:] == ["voided"]:
        return {"voided"}
    if naive.closed_at is not None:
        return {"closed"}
    deadline, _, moving = naive.deadlines()
    found = {"open"}
    if deadline is not None and deadline < naive.now and not moving:
        found.add("overdue")
    if naive.suspended_at is not None:
        found.add("suspended")
    return found


def test_nobody_is_judged_by_the_resolution_of_another() -> None:
    def resolved(*story: Told) -> tuple[str | None, int | None]:
        history, _ = both([Told("reported", 0), *story], 10, 20)
        at = history.resolved_at
        return history.department, None if at is None else at // SECOND

    water, roads = Told("dispatched", 1, target="water"), Told("dispatched", 5, target="roads")
    late = Told("dispatched", 12, target="roads")
    # Water resolves, roads lead at the deadline and resolve nothing.
    assert resolved(water, Told("resolved", 3), roads, Told("closed", 15)) == ("roads", None)
    # Water resolves in time and leads at the deadline; roads take over after it.
    story = (water, Told("resolved", 3), late, Told("resolved", 14), Told("closed", 15))
    assert resolved(*story) == ("water", 3)
    # What verification sent back was not accepted.
    assert resolved(water, Told("resolved", 3), Told("returned", 4)) == ("water", None)
