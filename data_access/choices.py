"""Choices: what each value of a dimension would leave, all else as it is filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select, union_all

from data_access.definitions.incidents import ALL, COHORT, IN_PERIOD
from data_access.definitions.vocabulary import Count
from data_access.filters import ONLY, STATUSES
from data_access.flat import cases as i
from data_access.questions import Question, Scope

GROUPED = ("department", "category", "source", "scenario", "priority", "stage")
"""Dimensions of one value an incident: it is in one of their choices at most."""


@dataclass(frozen=True)
class Choices:
    """Incidents reported in the period, by dimension and code: those that meet all other dimensions
    of the filter and have this code (a category: or one below it; of `only`: and what is chosen of it
    already). Absent: none."""

    total: int  # those that meet the whole filter
    counts: dict[str, dict[str, int]]


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(union_all(*_parts(scope)).subquery("choices"))


def _parts(scope: Scope) -> Iterator[Select[*tuple[Any, ...]]]:
    yield _row("", literal(""), _without(scope), COHORT)
    for name in GROUPED:
        code = i.c[name]
        found = _row(name, cast(code, String), _without(scope, **{name: ()}), COHORT)
        yield found.where(code.is_not(None)).group_by(code)
    for status in STATUSES:  # they overlap: what is overdue is open, too
        yield _row("status", literal(status), _without(scope, status=(status,)), ALL).where(
            scope.clause(IN_PERIOD)
        )
    for word in ONLY:  # each narrows further
        both = tuple(sorted({*scope.filter.only, word}))
        yield _row("only", literal(word), _without(scope, only=both), COHORT)


def _without(scope: Scope, **changes: Any) -> Scope:
    return replace(scope, filter=scope.filter.with_(**changes))


def _row(
    dimension: str, code: ColumnElement[str], scope: Scope, of: Count
) -> Select[*tuple[Any, ...]]:
    return select(
        literal(dimension).label("dimension"), code.label("code"), func.count().label("incidents")
    ).where(*of.predicates(scope))


def _shape(rows: Sequence[Any], scope: Scope) -> Choices:
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*GROUPED, "status", "only")}
    total = 0
    for dimension, code, incidents in rows:
        if not dimension:
            total = incidents
            continue
        counts[dimension][code] += incidents
        named = scope.names.category.get(code) if dimension == "category" else None
        if named is not None and named.parent is not None:
            counts[dimension][named.parent] += incidents
    return Choices(total, {name: dict(found) for name, found in counts.items()})


QUESTION = Question("choices", _select, _shape)
