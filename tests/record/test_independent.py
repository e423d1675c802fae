"""The history of the independent figures against the one that counts second by second."""

from __future__ import annotations

from hypothesis import given, settings

from data_access.independent.history import STAGES, History
from data_access.independent.spells import duties, stage_times
from data_access.independent.told import SECOND, Event, in_order
from tests.record.naive import Duty, Naive, Told
from tests.record.test_histories import DEADLINES, NOW, STORIES

often = settings(max_examples=400)
both_of = given(story=STORIES, deadline=DEADLINES, now=NOW)


def both(story: list[Told], deadline: int | None, now: int) -> tuple[History, Naive]:
    events = [
        Event(
            seq,
            said.kind,
            said.at * SECOND,
            said.actor,
            said.target,
            said.role,
            None,
            None,
            None if said.deadline is None else said.deadline * SECOND,
        )
        for seq, said in enumerate(story)
    ]
    own = None if deadline is None else deadline * SECOND
    return History(in_order(events), now * SECOND, own), Naive(story, now, deadline)


def seconds(moment: int | None) -> int | None:
    return None if moment is None else moment // SECOND


@both_of
@often
def test_deadline_and_department(story: list[Told], deadline: int | None, now: int) -> None:
    history, naive = both(story, deadline, now)
    assert (seconds(history.deadline), history.extended, history.stands_still) == naive.deadlines()
    assert seconds(history.suspended) == naive.suspended_at
    assert history.department == naive.department
    until = now if naive.suspended_at is None else naive.suspended_at
    assert seconds(history.active(0, history.as_of)) == naive.active(0, until)


@both_of
@often
def test_what_is_so_before_each_event(story: list[Told], deadline: int | None, now: int) -> None:
    history, naive = both(story, deadline, now)
    assert history.all == len(naive.events)
    for k in range(history.all + 1):
        assert history.stage(k) == naive.stage(k)
        assert history.lead(k) == naive.lead(k)
        assert history.shut(k) == naive.is_closed(k)
    assert seconds(history.closed) == naive.closed_at
    assert seconds(history.resolved) == naive.resolved_at
    assert seconds(history.wakes) == naive.wakes_at


@both_of
@often
def test_stages(story: list[Told], deadline: int | None, now: int) -> None:
    history, naive = both(story, deadline, now)
    found = stage_times(history)
    for stage in STAGES[:-1]:
        ended, present = found.get(stage, (0, None))
        assert seconds(ended + (present or 0)) == naive.spent(stage)
        ever = any(naive.stage(k) == stage for k in range(len(naive.events) + 1))
        assert (stage in found) == ever
    standing = [stage for stage, (_, present) in found.items() if present is not None]
    assert standing == [naive.stage(len(naive.events))]


@both_of
@often
def test_assignments(story: list[Told], deadline: int | None, now: int) -> None:
    history, naive = both(story, deadline, now)
    found = duties(history)
    assert [
        Duty(
            duty.department,
            duty.role,
            duty.at // SECOND,
            duty.outcome,
            duty.active // SECOND,
            seconds(duty.handled),
        )
        for duty in found
    ] == naive.duties()
    assert all(duty.so_far == history.active(duty.at, history.as_of) for duty in found)
