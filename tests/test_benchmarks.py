"""What the benchmarks simulate is what browsers do, and their arithmetic."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import viewers
from benchmarks.latency import delays, said

LOOP = Path(__file__).parents[1] / "assets" / "refresh.js"


@pytest.mark.parametrize("name", ["PACE", "FIRST", "LONGEST", "PATIENCE"])
def test_viewers_ask_at_the_pace_of_the_page(name: str) -> None:
    told = re.search(rf"const {name} = (\d+);", LOOP.read_text("utf-8"))
    assert told
    assert getattr(viewers, name) * 1000 == int(told[1])


def test_a_change_is_seen_with_the_first_version_that_holds_it() -> None:
    commits = [(10.0, 5), (10.5, 6), (11.0, 7), (12.0, 8)]
    seen = [(9.0, 4), (11.25, 6), (13.0, 7)]
    assert delays(commits, seen).tolist() == [1.25, 0.75, 2.0, float("inf")]
    assert said(delays(commits, seen)) == "p50 2.00 s, p95 never; 25.0% never seen"
    assert said(delays(commits[:3], seen)) == "p50 1.25 s, p95 2.00 s"
