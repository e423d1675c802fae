"""Questions that are asked for several filters at once: one statement finds the rows of all, each row
tells whose it is, and every filter's answer is made of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.schema import CreateTable

from data_access.filters import Filter
from data_access.live import transfer
from data_access.live.executing import executing
from data_access.live.finding import look_for
from data_access.members import CODES, LETS_THROUGH, LISTED, MOST, WHOSE, Members, common
from data_access.questions import ALONE, Execute, Known, Question, Scope
from data_access.record.tables import area_ancestors, categories

Asked = tuple[Filter, Iterable[Question[Any]]]
"""A filter, and what is asked about it."""


def families(
    asked: Iterable[Asked], known: Callable[[Filter, Question[Any]], bool] = lambda *_: False
) -> Iterator[tuple[list[Question[Any]], list[Filter]]]:
    """Those that can be asked together, two at least; of whom all is `known`, they need not be."""
    found: dict[tuple[Filter, tuple[str, ...]], tuple[list[Question[Any]], list[Filter]]] = {}
    for filter_, questions in asked:
        named = {question.name: question for question in questions}
        key = common(filter_), tuple(named)
        _, filters = found.setdefault(key, (list(named.values()), []))
        if filter_ not in filters and not all(known(filter_, one) for one in named.values()):
            filters.append(filter_)
    for questions, filters in found.values():
        for begin in range(0, len(filters), MOST):
            some = filters[begin : begin + MOST]
            if len(some) > 1:
                yield questions, some


def ask(
    connection: Connection, questions: Iterable[Question[Any]], scopes: Sequence[Scope]
) -> list[dict[str, Any]]:
    """The answers of filters of one family, by the names of the questions."""
    execute = executing(connection)
    first = look_for(connection, scopes[0])  # nothing that is looked for tells them apart
    scopes = [replace(one, filter=one.filter.with_(found=first.filter.found)) for one in scopes]
    of_all = _wide(connection, scopes)
    answers: list[dict[str, Any]] = [{} for _ in scopes]
    known: list[Known] = [{} for _ in scopes]
    for question in questions:
        for part in question.shared:
            if part not in known[0]:
                found = execute(part.select(of_all), part.read)
                for place, his in enumerate(known):
                    his[part] = part.shape(_of(place, found))
        for place, one in enumerate(_each(question, of_all, len(scopes), execute)):
            shared = (known[place][part] for part in question.shared)
            answers[place][question.name] = (
                question.answer(scopes[place], execute, known[place])
                if one is ALONE
                else question.shape(one, scopes[place], *shared)
            )
    return answers


def _wide(connection: Connection, scopes: Sequence[Scope]) -> Scope:
    """The scope of what they have in common, on a connection that knows from here on what each of
    them lets through."""
    members = Members(tuple(scope.filter for scope in scopes))
    raw = transfer.raw(connection)
    raw.execute(str(CreateTable(LETS_THROUGH, if_not_exists=True)))
    raw.execute(f"DELETE FROM {LETS_THROUGH.name}")  # noqa: S608 - our own name
    rows = list(members.rows(_below(connection, members)))
    transfer.append(raw, LETS_THROUGH, transfer.arrow(LETS_THROUGH, rows))
    return replace(scopes[0], filter=common(scopes[0].filter), members=members)


def _below(connection: Connection, members: Members) -> dict[str, dict[str, set[str]]]:
    """What lies in the areas and categories that are named: as predicates have it."""
    a, c = area_ancestors.c, categories.c
    areas, kinds = members.named("area"), members.named("category")
    found = {"area": {code: set[str]() for code in areas}, "category": {k: {k} for k in kinds}}
    for above, code in connection.execute(select(a.ancestor, a.code).where(a.ancestor.in_(areas))):
        found["area"][above].add(code)
    for above, code in connection.execute(select(c.parent, c.code).where(c.parent.in_(kinds))):
        found["category"][above].add(code)
    return found


def _each(question: Question[Any], of_all: Scope, number: int, execute: Execute) -> Iterable[Any]:
    if question.each is not None:
        return question.each(of_all, number, execute)
    whole = question.select(of_all)
    found = None if whole is None else execute(whole, question.read)
    return (_of(place, found) for place in range(number))


def _of(place: int, found: Any) -> Any:
    """What was found for one of the filters."""
    if not isinstance(found, dict) or WHOSE not in found:
        return found
    his = (found[WHOSE] >> place) & 1 == 1
    mine = {name: column[his] for name, column in found.items() if name not in (WHOSE, CODES)}
    if LISTED in mine:
        mine[LISTED] = (mine[LISTED] >> place) & 1 == 1
    return mine | {name: found[name] for name in (CODES,) if name in found}
