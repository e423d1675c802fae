"""One list: a count of all that is looked at or of a unit, narrowed and ordered, as selects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnClause, ColumnElement, FromClause, Select, func, or_, select, true
from sqlalchemy.sql import visitors

from data_access.definitions.vocabulary import Count
from data_access.filters import Filter
from data_access.flat import cases
from data_access.lists.columns import Rows, rows_of
from data_access.lists.conditions import Condition, Matching, Order, predicate
from data_access.lists.counts import FAMILIES, LISTED, UNITS
from data_access.live.instants import At
from data_access.questions import Columns, Question, Scope, columns
from data_access.record.tables import area_ancestors, incidents
from data_access.stock import without_worklist

NO_UNIT = "-"
"""In place of a unit's code: what lies in no unit that a panel compares."""


@dataclass(frozen=True)
class Listing:
    """`key` of LISTED; `of` the code of a unit, NO_UNIT, or nothing: all that is looked at; `at` an earlier
    instant, of which its rows are and what they say."""

    key: str
    of: str = ""
    order: tuple[Order, ...] = ()
    conditions: tuple[Condition, ...] = ()
    at: At | None = None

    @property
    def count(self) -> Count:
        return LISTED[self.key]

    @property
    def family(self) -> str:
        return self.key.partition(".")[0]

    @property
    def unit(self) -> str:
        """The dimension of the filter that its unit belongs to."""
        return UNITS.get(self.family, "area")

    @property
    def is_of_cameras(self) -> bool:
        """Whether what cameras see has a part in it."""
        return self.family in ("cameras", "coverage")

    @property
    def rows(self) -> Rows:
        return rows_of(self.count)

    def __str__(self) -> str:
        order, conditions = ",".join(map(str, self.order)), ";".join(map(str, self.conditions))
        return f"{self.key}|{self.of}|{order}|{conditions}|{self.at or ''}"

    @property
    def usual(self) -> Order:
        """Where nothing is said: what waits for somebody by its deadline, all else newest first."""
        waits = self.family == "worklists" or self.key in ("counts.overdue", "closure.overdue")
        return Order("deadline") if waits else Order(*self.rows.order)

    def within_filter(self, filter_: Filter) -> Filter:
        """What is looked at of the unit alone."""
        if self.family == "worklists":
            filter_ = without_worklist(filter_)
        if not self.of or self.of == NO_UNIT:
            return filter_
        return filter_.with_(**{self.unit: (self.of,)})

    def within(self, scope: Scope) -> Scope:
        """The same of a scope."""
        return replace(scope, filter=self.within_filter(scope.filter))

    def _predicates(self, count: Count, scope: Scope) -> list[ColumnElement[bool]]:
        found = count.predicates(self.within(scope))
        return [*found, *_apart(rows_of(count).area, scope)] if self.of == NO_UNIT else found

    def keys(self, scope: Scope, matching: Matching) -> Select[*tuple[Any, ...]]:
        """The keys of all rows in their order."""
        order = list(self._ordered(scope))
        narrowed = [predicate(c, self.rows, self.within(scope), matching) for c in self.conditions]
        source = self.rows.joined(_tables([*order, *narrowed]))
        return (
            select(*self.rows.key)
            .select_from(source)
            .where(*self._predicates(self.count, scope), *narrowed)
            .order_by(*order)
        )

    def some(self, scope: Scope, keys: Sequence[Any]) -> Select[*tuple[Any, ...]]:
        """The rows of some first keys, in no order; those of further keys may be among them."""
        found = self._whole(scope).where(self.rows.key[0].in_(keys))
        if self.rows.incident is None:
            return found
        # What follows from that, for every table that is joined: DuckDB then skips most blocks.
        near = [t.c.id.between(min(keys), max(keys)) for t in (cases, incidents)]
        return found.where(*near)

    def all(self, scope: Scope, matching: Matching) -> Select[*tuple[Any, ...]]:
        """All rows in their order."""
        narrowed = [predicate(c, self.rows, self.within(scope), matching) for c in self.conditions]
        return (
            self._whole(scope)
            .where(*self._predicates(self.count, scope), *narrowed)
            .order_by(*self._ordered(scope))
        )

    def _whole(self, scope: Scope) -> Select[*tuple[Any, ...]]:
        within = self.within(scope)
        values = [column.value(within).label(column.key) for column in self.rows.columns]
        keys = [key.label(f"key{n}") for n, key in enumerate(self.rows.key)]
        return select(*keys, *values).select_from(self.rows.joined(_tables(values)))

    def _ordered(self, scope: Scope) -> Iterator[ColumnElement[Any]]:
        """By what is asked for; what is equal then stands newest first, always the same way."""
        for order in self.order or (self.usual,):
            value = self.rows[order.column].value(self.within(scope))
            yield (value.desc() if order.descending else value.asc()).nulls_last()
        for key in self.rows.key:
            yield key.desc()

    def beside(self) -> Question[dict[str, int]]:
        """The numbers of all counts of its family, for the same unit."""
        return Question(f"beside|{self.family}|{self.of}", self._beside, _counted, columns)

    def _beside(self, scope: Scope) -> Select[*tuple[Any, ...]]:
        parts: dict[Count, dict[str, Count]] = {}
        for name, count in FAMILIES[self.family].items():
            population = count.chain[1] if len(count.chain) > 1 else count
            parts.setdefault(population, {})[name] = count
        within = self.within(scope)
        each = [
            select(
                *(
                    func.count().filter(*(count.predicates(within, of) or [true()])).label(name)
                    for name, count in counts.items()
                )
            )
            .select_from(of.rows)
            .where(*self._predicates(of, scope))
            .subquery()
            for of, counts in parts.items()
        ]
        whole: FromClause = each[0]
        for further in each[1:]:
            whole = whole.join(further, true())
        return select(*(column for part in each for column in part.c)).select_from(whole)


def _counted(found: Columns, _scope: Scope) -> dict[str, int]:
    return {name: int(column[0]) for name, column in found.items()}


def _apart(area: ColumnElement[Any], scope: Scope) -> list[ColumnElement[bool]]:
    """In none of the units that a panel compares."""
    inside = select(area_ancestors.c.code).where(area_ancestors.c.ancestor.in_(scope.units()))
    return [or_(area.is_(None), area.not_in(inside))]


def _tables(expressions: Sequence[ColumnElement[Any]]) -> set[FromClause]:
    """The tables that expressions speak of."""
    parts = (part for one in expressions for part in visitors.iterate(one))
    return {
        part.table for part in parts if isinstance(part, ColumnClause) and part.table is not None
    }
