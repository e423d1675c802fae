"""Whose screen is built next, and with whom."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue
from threading import Event
from typing import Any

import pytest

from data_access.filters import Filter
from data_access.live.answers import QUESTIONS
from data_access.live.together import Asked
from data_access.live.turns import Turns
from data_access.reach import EVERYTHING

STREET, OTHER = ({"area": code} for code in ("street0", "street1"))
DAY = {"period": "24h"}


class Asking:
    """Turns, one at a time, whose answers are given one after the other when the test says so."""

    def __init__(self) -> None:
        self.taken: Queue[list[str]] = Queue()  # the filters that are answered together
        self.go_on: Queue[Exception | None] = Queue()
        self.caught_up = 0
        self.turns: Turns[str] = Turns(self.answer, self.catch_up, 1, "test")
        self.pool = ThreadPoolExecutor(20)

    def catch_up(self) -> None:
        self.caught_up += 1

    def answer(self, asked: list[Asked]) -> list[Any]:
        self.taken.put([str(filter_) for filter_, _ in asked])
        error = self.go_on.get(timeout=60)
        if error is not None:
            raise error
        return [str(filter_) for filter_, _ in asked]

    def ask(
        self,
        query: dict[str, str],
        view: str = "zh",
        build: Any = None,
        patience: float = 60,
        questions: Any = QUESTIONS,
    ) -> Future[str]:
        """A viewer in a thread, who waits by now: for one that is built, or for a turn."""
        waits = Event()
        join = self.turns._join

        def joined(*said: Any) -> Any:
            turn = join(*said)
            waits.set()
            return turn

        self.turns._join = joined  # type: ignore[method-assign]
        told = build or (lambda answered: f"{view} {answered}")
        wanted = Filter.parse(EVERYTHING, query), questions
        future = self.pool.submit(self.turns.ask, wanted, view, told, patience)
        assert waits.wait(60)
        self.turns._join = join  # type: ignore[method-assign]
        return future


@pytest.fixture
def asking() -> Iterator[Asking]:
    found = Asking()
    yield found
    for _ in range(20):
        found.go_on.put(None)
    found.turns.stop()
    found.pool.shutdown()


@contextmanager
def busy(asking: Asking) -> Iterator[None]:
    """One is being built meanwhile, of a family of its own."""
    first = asking.ask({"period": "today"})
    assert asking.taken.get(timeout=60) == ["period=today"]
    yield
    asking.go_on.put(None)
    assert first.result(60) == "zh period=today"


def test_views_of_one_filter_have_their_turn_together(asking: Asking) -> None:
    with busy(asking):
        views = [asking.ask(DAY, view) for view in ("zh", "en", "zh")]
    assert asking.taken.get(timeout=60) == ["period=24h"]
    asking.go_on.put(None)
    told = [view.result(60) for view in views]
    assert told == ["zh period=24h", "en period=24h", "zh period=24h"]
    assert asking.taken.empty()
    assert asking.turns.under_way == 0


def test_who_waited_longest_is_next_with_all_that_can_be_asked_together(asking: Asking) -> None:
    with busy(asking):
        queries = STREET, DAY, OTHER, {"only": "returned"}, {"status": "open"}
        views = [asking.ask(query) for query in queries]
        assert asking.turns.under_way == 6
    order = []
    for _ in range(3):
        order.append(asking.taken.get(timeout=60))
        asking.go_on.put(None)
    assert [view.result(60) for view in views]
    assert order == [
        ["period=30d&area=street0", "period=30d&area=street1", "period=30d&status=open"],
        ["period=24h"],
        ["period=30d&only=returned"],
    ]


def test_a_stop_waits_for_what_is_being_built_only(asking: Asking) -> None:
    first = asking.ask(DAY)
    assert asking.taken.get(timeout=60)
    other = asking.ask({"period": "7d"})
    stopping = asking.pool.submit(asking.turns.stop)
    with pytest.raises(TimeoutError, match="stopping"):
        other.result(60)
    asking.go_on.put(None)
    stopping.result(60)
    assert first.result(60) == "zh period=24h"
    assert asking.taken.empty()


def test_what_is_asked_of_them_may_not_differ(asking: Asking) -> None:
    with busy(asking):
        first = asking.ask(STREET)
        fewer = asking.ask(OTHER, questions=QUESTIONS[:2])
    assert asking.taken.get(timeout=60) == ["period=30d&area=street0"]
    asking.go_on.put(None)
    assert asking.taken.get(timeout=60) == ["period=30d&area=street1"]
    asking.go_on.put(None)
    assert [first.result(60), fewer.result(60)]


def test_who_asks_for_a_view_that_is_being_built_gets_that(asking: Asking) -> None:
    first = asking.ask(DAY)
    assert asking.taken.get(timeout=60)
    same, other = asking.ask(DAY), asking.ask(DAY, "en")
    asking.go_on.put(None)
    assert first.result(60) == same.result(60)
    assert asking.taken.get(timeout=60) == ["period=24h"], "in another language it is built anew"
    asking.go_on.put(None)
    assert other.result(60) == "en period=24h"


def test_each_turn_begins_with_what_is_new(asking: Asking) -> None:
    for number in range(1, 3):
        view = asking.ask(DAY)
        asking.go_on.put(None)
        assert view.result(60)
        assert asking.caught_up == number


def test_patience_ends_before_what_is_built(asking: Asking) -> None:
    with busy(asking):
        with pytest.raises(TimeoutError):
            asking.ask(DAY, patience=0.01).result(60)
        view = asking.ask(DAY)
    assert asking.taken.get(timeout=60) == ["period=24h"]
    asking.go_on.put(None)
    assert view.result(60) == "zh period=24h"
    assert asking.taken.empty()


def test_a_view_that_cannot_be_built_takes_no_other_along(asking: Asking) -> None:
    def fail(_: Any) -> str:
        raise ZeroDivisionError

    with busy(asking):
        broken, whole = asking.ask(DAY, "en", fail), asking.ask(DAY)
    asking.go_on.put(None)
    with pytest.raises(ZeroDivisionError):
        broken.result(60)
    assert whole.result(60) == "zh period=24h"


def test_what_cannot_be_answered_is_said_to_all_who_wait_and_tried_anew(asking: Asking) -> None:
    with busy(asking):
        views = [asking.ask(query) for query in (STREET, OTHER)]
    asking.go_on.put(OSError("no disk"))
    for view in views:
        with pytest.raises(OSError, match="no disk"):
            view.result(60)
    assert asking.turns.under_way == 0
    again = asking.ask(STREET)
    asking.go_on.put(None)
    assert again.result(60) == "zh period=30d&area=street0"
