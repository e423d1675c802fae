"""Screens that are built one after the other: whoever waited longest is next, and is told of what was
committed up to then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

from data_access.filters import Filter
from data_access.live.answers import Answered
from data_access.members import MOST, common
from data_access.questions import Question

Built = TypeVar("Built")
Build = Callable[[Answered], Built]
"""Builds a screen of some answers."""
Asked = tuple[Filter, Iterable[Question[Any]]]


@dataclass(eq=False)
class _Turn(Generic[Built]):
    """All views of one filter: what is asked of the data is asked once for them."""

    filter: Filter
    questions: dict[str, Question[Any]] = field(default_factory=dict)
    builds: dict[str, Build[Built]] = field(default_factory=dict)  # by view
    built: Future[dict[str, Built | Exception]] = field(default_factory=Future)

    @property
    def family(self) -> tuple[Filter, frozenset[str]]:
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
        self._answer, self._catch_up = answer, catch_up
        self._pool = ThreadPoolExecutor(at_once, name)
        self._guard = Lock()
        self._waiting: dict[str, _Turn[Built]] = {}  # by filter, in the order of their coming
        self._running: dict[str, _Turn[Built]] = {}

    def ask(
        self,
        asked: Asked,
        view: str,
        build: Build[Built],
        patience: float,
    ) -> Built:
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
        with self._guard:
            return len(self._waiting) + len(self._running)

    def stop(self) -> None:
        """Wait for what is being built; the others are not built any more."""
        self._pool.shutdown(cancel_futures=True)

    def _join(self, asked: Asked, view: str, build: Build[Built]) -> _Turn[Built]:
        filter_, questions = asked
        key = str(filter_)
        with self._guard:
            running = self._running.get(key)
            if running is not None and view in running.builds:
                return running
            if key not in self._waiting:
                self._waiting[key] = _Turn(filter_)
                self._pool.submit(self._take)
            turn = self._waiting[key]
            turn.builds.setdefault(view, build)
            turn.questions |= {question.name: question for question in questions}
            return turn

    def _take(self) -> None:
        self._catch_up()
        with self._guard:
            taken = self._next()
            for turn in taken:  # none where others took it along
                self._running[str(turn.filter)] = self._waiting.pop(str(turn.filter))
        try:
            answers = self._answer([(turn.filter, turn.questions.values()) for turn in taken])
            for turn, answered in zip(taken, answers, strict=True):
                self._build(turn, answered)
        except Exception as error:
            for turn in taken:
                self._end(turn, dict.fromkeys(turn.builds, error))
        with self._guard:
            if self._waiting:
                self._pool.submit(self._take)

    def _next(self) -> list[_Turn[Built]]:
        """Who waited longest, with its family; one of which some are being built waits for those,
        and then for who came meanwhile, too."""
        busy = {turn.family for turn in self._running.values()}
        free = [turn for turn in self._waiting.values() if turn.family not in busy]
        return [turn for turn in free if turn.family == free[0].family][:MOST]

    def _build(self, turn: _Turn[Built], answered: Answered) -> None:
        found: dict[str, Built | Exception] = {}
        for view, build in turn.builds.items():
            try:
                found[view] = build(answered)
            except Exception as error:  # of one view; the others live
                found[view] = error
        self._end(turn, found)

    def _end(self, turn: _Turn[Built], found: dict[str, Built | Exception]) -> None:
        with self._guard:
            if self._running.get(str(turn.filter)) is turn:
                del self._running[str(turn.filter)]
        if not turn.built.done():
            turn.built.set_result(found)
