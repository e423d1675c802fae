"""A miss runs once, however many ask at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import pytest
from flask import Flask

from data_access.live.cache import Cache

ASKERS = 20


def test_concurrent_misses_run_once() -> None:
    cache, everyone, guard = Cache(Flask("test")), Barrier(ASKERS), Lock()
    runs: list[int] = []

    def compute() -> list[int]:
        with guard:
            runs.append(1)
        return [1, 2, 3]

    def ask() -> list[int]:
        everyone.wait(timeout=10)
        return cache.once("question", compute)

    with ThreadPoolExecutor(ASKERS) as pool:
        answers = [future.result() for future in [pool.submit(ask) for _ in range(ASKERS)]]
    assert answers == [[1, 2, 3]] * ASKERS
    assert len(runs) == 1
    assert cache.misses == 1


def test_none_is_an_answer_too() -> None:
    cache = Cache(Flask("test"))
    assert cache.once("nothing", lambda: None) is None
    assert cache.once("nothing", lambda: 7) is None  # type: ignore[arg-type, return-value]


def test_a_failure_is_not_kept() -> None:
    cache = Cache(Flask("test"))

    def fail() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.once("question", fail)
    assert cache.once("question", lambda: 5) == 5


def test_two_caches_share_nothing() -> None:
    one, other = Cache(Flask("one")), Cache(Flask("other"))
    assert one.once("question", lambda: 1) == 1
    assert other.once("question", lambda: 2) == 2


def test_answers_of_instants_long_past_are_dropped() -> None:
    cache, runs = Cache(Flask("test")), []

    def ask(instant: str) -> None:
        cache.once(f"question|{instant}", lambda: runs.append(instant), instant)

    for number in range(300):
        ask(str(number))
    ask("299")
    ask("297")
    assert len(runs) == 300
    ask("296")
    assert runs[-1] == "296"
