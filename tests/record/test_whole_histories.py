"""Each history in every way: what mutants of histories meet first, since most fail in some way."""

from __future__ import annotations

from hypothesis import given, settings

from tests.record import test_histories
from tests.record.naive import Told
from tests.record.test_histories import DEADLINES, NOW, STORIES

WAYS = (
    test_histories.test_deadline,
    test_histories.test_every_incident_is_in_one_state,
    test_histories.test_closing_and_stage,
    test_histories.test_seconds_in_each_stage,
    test_histories.test_assignments,
)


@settings(max_examples=60)
@given(story=STORIES, deadline=DEADLINES, now=NOW)
def test_a_history_in_every_way(story: list[Told], deadline: int | None, now: int) -> None:
    for way in WAYS:
        way.hypothesis.inner_test(story, deadline, now)  # type: ignore[attr-defined]  # by `given`
