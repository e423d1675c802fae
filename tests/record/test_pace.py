"""Batches take the size with which nobody waits long: told of times, not measuring any."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data_access.record.pace import Pace


@given(st.floats(1e-6, 1e-2), st.integers(1, 10_000))
def test_it_finds_the_size_that_holds_the_lock_for_the_time_aimed_at(
    each: float, begin: int
) -> None:
    """Whatever an incident takes, from 1 µs to 10 ms, batches never hold the lock 300 ms again once
    the first was seen, unless they are as small as they get."""
    pace = Pace(begin)
    pace.held(each * pace.size, pace.size)
    for _ in range(30):
        assert each * pace.size < 0.3 or pace.size == 32
        pace.held(each * pace.size, pace.size)
    assert 32 <= pace.size <= 8192
    right = 0.06 / each
    assert 0.9 * min(right, 8192) - 1 <= pace.size <= max(32, right + 1e-6)


def test_a_small_rest_makes_no_batch_larger() -> None:
    pace = Pace(100)
    pace.held(0.001, 3)
    assert pace.size == 100
    pace.held(0.6, 3)
    assert pace.size == 32


@given(st.lists(st.integers(), max_size=300), st.integers(1, 50))
def test_parts_are_the_whole(batch: list[int], size: int) -> None:
    pace = Pace(size)
    parts = list(pace.parts(batch))
    assert [number for part in parts for number in part] == batch
    assert all(0 < len(part) <= size for part in parts)


def test_a_part_has_the_size_that_is_right_when_its_turn_comes() -> None:
    pace, sizes = Pace(100), []
    for part in pace.parts(range(400)):
        sizes.append(len(part))
        pace.held(0.12, len(part))
    assert sizes == [100, 50, 32, 32, 32, 32, 32, 32, 32, 26]
