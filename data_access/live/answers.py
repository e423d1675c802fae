"""Ask questions of one published instant, each only once per instant and filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Select, select

from data_access import (
    case,
    change,
    closure,
    counts,
    coverage,
    feed,
    freshness,
    heat,
    loop,
    response,
    trend,
    worklists,
)
from data_access.filters import Filter
from data_access.hidden import told_to
from data_access.live.cache import Cache
from data_access.live.finding import forget, look_for
from data_access.live.instants import At, Published, read_published
from data_access.live.past import look_back
from data_access.live.read_side import ReadSide
from data_access.names import Names, read_names
from data_access.questions import Answer, Known, Question, Read, Scope
from data_access.reach import EVERYTHING, Reach
from data_access.record.tables import cameras, incidents
from data_access.settings import Settings

QUESTIONS: tuple[Question[Any], ...] = (
    worklists.QUESTION,
    counts.QUESTION,
    change.QUESTION,
    closure.QUESTION,
    loop.QUESTION,
    heat.QUESTION,
    response.QUESTION,
    coverage.QUESTION,
    trend.QUESTION,
    feed.QUESTION,
)
_REACHES = 200  # whose names are kept

Run = Callable[[Question[Any], Scope, Connection, Published, Known], Any]
"""Answers a question of an instant, given what was found already."""


@dataclass(frozen=True)
class Answered:
    """The answers of one filter at one instant; a question that failed has its exception."""

    published: Published
    filter: Filter
    names: Names
    answers: dict[str, Any]
    empty: bool  # there is not one incident and not one camera in the record


class Answers:
    """Where all questions are executed, converted and cached."""

    def __init__(self, read_model: ReadSide, settings: Settings, cache: Cache | None) -> None:
        self._read_model, self._settings, self._cache = read_model, settings, cache
        self._names: tuple[int, dict[Reach, Names]] = (-1, {})
        self._guard = Lock()
        self.under_way = 0  # how many are being answered now
        self._empty = True  # as far as was looked

    def ask(
        self,
        filter_: Filter,
        questions: Iterable[Question[Any]] = QUESTIONS,
        at: At | None = None,
    ) -> Answered:
        """All answers for a filter, all of one instant: the newest, or an earlier one.

        Raises NotYet where `at` is later than what is published.
        """
        asked = tuple(questions)
        with self._counted(), self._read_model.snapshot() as (connection, published):
            newest = published.version, published.as_of
            version, as_of = newest if at is None else at.within(published)
            if (version, as_of) == newest:
                return self._ask(filter_, asked, connection, published, self._run)

        def look() -> Answered:
            with self._read_model.looking_back() as connection:
                ranges = self._settings.camera_range_m if coverage.QUESTION in asked else None
                twice = worklists.QUESTION in asked or "duplicates" in filter_.only
                then = look_back(connection, version, as_of, ranges, duplicates=twice)
                return self._ask(filter_, asked, connection, then, _compute)

        if self._cache is None:
            return look()
        names = ",".join(question.name for question in asked)
        # Names, areas and the places of cameras are those of now.
        places = f"{published.reference_version}|{published.camera_version}"
        key = f"past|{version}|{as_of}|{places}|{filter_}|{names}"
        return self._cache.once(key, look, kept=_is_whole)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._guard:
            self.under_way += 1
        try:
            yield
        finally:
            with self._guard:
                self.under_way -= 1

    def _ask(
        self,
        filter_: Filter,
        questions: Iterable[Question[Any]],
        connection: Connection,
        published: Published,
        run: Run,
    ) -> Answered:
        names = self._known_names(connection, published, filter_.reach)
        scope = Scope(filter_, published.as_of, self._settings, names)
        names = names.told(run(freshness.QUESTION, _unfiltered(scope), connection, published, {}))
        scope = replace(scope, names=names)
        answers: dict[str, Any] = {}
        known: Known = {}
        for question in questions:
            try:
                answers[question.name] = run(question, scope, connection, published, known)
            except Exception as error:  # one panel fails, the others live
                answers[question.name] = error
                _go_on(connection, published)
        if self._empty:  # a record that was written to is never empty again
            some = (select(table.c.version).limit(1) for table in (incidents, cameras))
            self._empty = not any(connection.execute(one).first() for one in some)
        return Answered(published, filter_, names, answers, self._empty)

    def names(self, published: Published, reach: Reach) -> Names:
        """The names within a reach at a published instant, or at a newer one; without the sources'
        newest moments."""
        version, known = self._names
        if version == published.reference_version and reach in known:
            return known[reach]
        with self._read_model.snapshot() as (connection, newest):
            return self._known_names(connection, newest, reach)

    def cameras(self, filter_: Filter) -> tuple[Published, Names, list[Any]]:
        """Every camera's row inside the areas that are looked at, with the names."""
        with self._read_model.snapshot() as (connection, published):
            names = self._known_names(connection, published, filter_.reach)
            inside = set(filter_.areas)
            rows = connection.execute(select(cameras).order_by(cameras.c.code)).all()
            if inside:
                rows = [row for row in rows if inside.intersection(names.above.get(row.area, ()))]
            return published, names, list(rows)

    def case(
        self, source: str, external_id: str, reach: Reach
    ) -> tuple[Published, Names, case.Case] | None:
        """One incident with all that belongs to it; None: there is none of that key within reach."""
        with self._read_model.snapshot() as (connection, published):
            names = self._known_names(connection, published, reach)
            key = source, external_id
            found = case.read(connection, key, published.as_of, names, self._settings)
            if found is None:
                return None
            return published, names, told_to(names, found)

    def _run(
        self,
        question: Question[Answer],
        scope: Scope,
        connection: Connection,
        published: Published,
        known: Known,
    ) -> Answer:
        def compute() -> Answer:
            return _compute(question, scope, connection, published, known)

        if self._cache is None:
            return compute()
        instant = instant_key(published)
        return self._cache.once(f"{question.name}|{scope.filter}|{instant}", compute, instant)

    def _known_names(self, connection: Connection, published: Published, reach: Reach) -> Names:
        version, known = self._names
        if version != published.reference_version:
            known = {EVERYTHING: read_names(connection)}
            self._names = published.reference_version, known
        found = known.get(reach)
        if found is None:
            found = known[EVERYTHING].within(reach)
            if len(known) <= _REACHES:
                known[reach] = found
        return found


def _is_whole(answered: Answered) -> bool:
    """Whether no question failed: another time it may not."""
    return not any(isinstance(answer, Exception) for answer in answered.answers.values())


def _compute(
    question: Question[Answer],
    scope: Scope,
    connection: Connection,
    _published: Published,
    known: Known,
) -> Answer:
    def execute(statement: Select[*tuple[Any, ...]], read: Read) -> Any:
        with _apart(connection):
            return read(connection.execute(statement))

    return question.answer(look_for(connection, scope), execute, known)


def _go_on(connection: Connection, published: Published) -> None:
    """In DuckDB a statement that fails ends the transaction: go on in another of the same instant.

    Raises RuntimeError where there is none any more.
    """
    if connection.dialect.name == "duckdb":
        connection.rollback()
        forget(connection)
        if read_published(connection) != published:
            raise RuntimeError("a question failed, and its instant is gone: ask again")


def _apart(connection: Connection) -> AbstractContextManager[object]:
    """A statement that fails ends a transaction of PostgreSQL, unless it has a savepoint."""
    savepoints = connection.dialect.name == "postgresql"
    return connection.begin_nested() if savepoints else nullcontext()


def instant_key(published: Published) -> str:
    """An instant as a part of cache keys."""
    return f"{published.version}|{published.as_of.isoformat()}|{published.geometry_at}"


def _unfiltered(scope: Scope) -> Scope:
    return replace(scope, filter=Filter(EVERYTHING))
