"""Ask questions of one published instant, each only once per instant and filter."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

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
from data_access.live import together
from data_access.live.cache import Cache
from data_access.live.executing import executing, go_on
from data_access.live.finding import look_for
from data_access.live.instants import At, Published, instant_key
from data_access.live.past import look_back
from data_access.live.read_side import ReadSide
from data_access.live.together import Asked, families
from data_access.names import Names, read_names
from data_access.questions import Answer, Known, Question, Scope
from data_access.reach import EVERYTHING, Reach
from data_access.record.tables import cameras, incidents
from data_access.settings import Settings

log = logging.getLogger(__name__)

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
        with self._read_model.snapshot() as (connection, published):
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

    def together(self, asked: Sequence[Asked]) -> list[Answered]:
        """All answers for each of some filters, all of one instant: the newest."""
        with self._read_model.snapshot() as (connection, published):
            if self._cache is not None and connection.dialect.name == "duckdb":
                self._ask_ahead(asked, connection, published, self._cache)
            return [self._ask(*one, connection, published, self._run) for one in asked]

    def _ask_ahead(
        self, asked: Sequence[Asked], connection: Connection, published: Published, cache: Cache
    ) -> None:
        """Keep the answers of filters that can be asked together."""
        instant = instant_key(published)

        def known(filter_: Filter, question: Question[Any]) -> bool:
            return cache.knows(_key(question.name, filter_, instant))

        for questions, filters in families(asked, known):
            try:
                scopes = [self._scope(one, connection, published, self._run) for one in filters]
                found = together.ask(connection, questions, scopes)
            except Exception:
                log.exception("filters are asked one by one, since together they could not be")
                go_on(connection, published)
                return
            for scope, answers in zip(scopes, found, strict=True):
                for name, answer in answers.items():
                    cache.keep(_key(name, scope.filter, instant), answer, instant)

    def _ask(
        self,
        filter_: Filter,
        questions: Iterable[Question[Any]],
        connection: Connection,
        published: Published,
        run: Run,
    ) -> Answered:
        scope = self._scope(filter_, connection, published, run)
        answers: dict[str, Any] = {}
        known: Known = {}
        for question in questions:
            try:
                answers[question.name] = run(question, scope, connection, published, known)
            except Exception as error:  # one panel fails, the others live
                answers[question.name] = error
                go_on(connection, published)
        if self._empty:  # a record that was written to is never empty again
            some = (select(table.c.version).limit(1) for table in (incidents, cameras))
            self._empty = not any(connection.execute(one).first() for one in some)
        return Answered(published, filter_, scope.names, answers, self._empty)

    def _scope(
        self, filter_: Filter, connection: Connection, published: Published, run: Run
    ) -> Scope:
        names = self._known_names(connection, published, filter_.reach)
        scope = Scope(filter_, published.as_of, self._settings, names)
        unfiltered = replace(scope, filter=Filter(EVERYTHING))
        told = run(freshness.QUESTION, unfiltered, connection, published, {})
        return replace(scope, names=names.told(told))

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
        return self._cache.once(_key(question.name, scope.filter, instant), compute, instant)

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
    return question.answer(look_for(connection, scope), executing(connection), known)


def _key(question: str, filter_: Filter, instant: str) -> str:
    return f"{question}|{filter_}|{instant}"
