"""Screens that are built one after the other: whoever waited longest is next, and is told of what was
committed up to then."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any, Generic, TypeVar

from data_access.filters import Filter
from data_access.live.answers import Answered
from data_access.live.together import Asked
from data_access.members import MOST, common
from data_access.questions import Question

Built = TypeVar("Built")
Build = Callable[[Answered], Built]
"""Builds a screen of some answers."""
_Family = tuple[Filter, frozenset[str]]


@dataclass(eq=False)
class _Turn(Generic[Built]):
    """All views of one filter: what is asked of the data is asked once for them."""

    filter: Filter
    questions: dict[str, Question[Any]] = field(default_factory=dict)
    builds: dict[str, Build[Built]] = field(default_factory=dict)  # by view
    built: Future[dict[str, Built | Exception]] = field(default_factory=Future)

    @property
    def family(self) -> _Family:
        """Those of one family are asked together."""
        return common(self.filter), frozenset(self.questions)


class Turns(Generic[Built]):
    """So many at once are built; the others wait. Filters that can be asked together have their turn
    when the first of them has it."""

    def __init__(
        self,
        answer: Callable[[list[Asked]], list[Answered]],
        catch_up: Callable[[], None],
        at_once: int,
        name: str,
    ) -> None:
        self._answer, self._catch_up, self._name = answer, catch_up, name
        self._at_once, self._threads = at_once, list[Thread]()
        self._changed = Condition()
        self._stopped = False
        self._waiting: dict[str, _Turn[Built]] = {}  # by filter, in the order of their coming
        self._running: dict[str, _Turn[Built]] = {}

    def ask(self, asked: Asked, view: str, build: Build[Built], patience: float) -> Built:
        """A view of a filter as it is built next, or is being built.

        Raises TimeoutError where that takes longer than so many seconds; it is built all the same.
        """
        built = self._join(asked, view, build).built.result(patience)[view]
        if isinstance(built, Exception):
            raise built
        return built

    @property
    def under_way(self) -> int:
        """How many filters wait or are being answered."""
        with self._changed:
            return len(self._waiting) + len(self._running)

    def stop(self) -> None:
        """Wait for what is being built; the others are not built any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
            threads, left = [*self._threads], [*self._waiting.values()]
            self._waiting.clear()
        for turn in left:
            self._end(turn, dict.fromkeys(turn.builds, TimeoutError("the server is stopping")))
        for thread in threads:
            thread.join()

    def _join(self, asked: Asked, view: str, build: Build[Built]) -> _Turn[Built]:
        filter_, questions = asked
        key = str(filter_)
        with self._changed:
            running = self._running.get(key)
            if running is not None and view in running.builds:
                return running
            turn = self._waiting.setdefault(key, _Turn(filter_))
            turn.builds.setdefault(view, build)
            turn.questions |= {question.name: question for question in questions}
            if len(self._threads) < min(self._at_once, len(self._waiting) + len(self._running)):
                self._threads.append(Thread(target=self._work, name=self._name, daemon=True))
                self._threads[-1].start()
            self._changed.notify()
            return turn

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._stopped and not self._next():
                    self._changed.wait()
                if self._stopped:
                    return
            self._catch_up()
            with self._changed:
                taken = self._next()
                for turn in taken:  # none where another thread took it along
                    self._running[str(turn.filter)] = self._waiting.pop(str(turn.filter))
            if taken:
                self._build_all(taken)

    def _next(self) -> list[_Turn[Built]]:
        """Who waited longest, with its family; one of which some are being built waits for those,
        and then for who came meanwhile, too."""
        busy = {turn.family for turn in self._running.values()}
        free = [turn for turn in self._waiting.values() if turn.family not in busy]
        return [turn for turn in free if turn.family == free[0].family][:MOST]

    def _build_all(self, taken: list[_Turn[Built]]) -> None:
        try:
            answers = self._answer([(turn.filter, turn.questions.values()) for turn in taken])
            for turn, answered in zip(taken, answers, strict=True):
                self._build(turn, answered)
        except Exception as error:
            for turn in taken:
                self._end(turn, dict.fromkeys(turn.builds, error))

    def _build(self, turn: _Turn[Built], answered: Answered) -> None:
        found: dict[str, Built | Exception] = {}
        for view, build in turn.builds.items():
            try:
                found[view] = build(answered)
            except Exception as error:  # of one view; the others live
                found[view] = error
        self._end(turn, found)

    def _end(self, turn: _Turn[Built], found: dict[str, Built | Exception]) -> None:
        if turn.built.done():
            return
        turn.built.set_result(found)
        with self._changed:
            if self._running.get(str(turn.filter)) is turn:
                del self._running[str(turn.filter)]
            self._changed.notify_all()
