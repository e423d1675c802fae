"""Filters that are asked together, in one statement: of each row it is told whose it is.

They differ in dimensions that follow from the row alone; for every code there is a number with a bit of
each filter that lets it through, and a row is that of whom all its codes, and its status, let through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    MetaData,
    String,
    Table,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from data_access.filters import Filter
from data_access.predicates import status_predicate

_CODES = ("area", "department", "category", "source", "scenario", "priority", "stage")
DIMENSIONS = (*_CODES, "status")
"""In which filters that are asked together may differ."""
DEEP = ("area", "category")
"""Of these, whose codes lie in others."""
Below = Mapping[str, Iterable[str]]
"""What lies in a code, itself included."""
MOST = 60
"""Filters that are asked together, at most: each has a bit of a number."""
WHOSE = "whose"
"""The column of a select that has a bit of each filter."""
LISTED = "listed"
"""The same of statuses, where a select is about all of them and tells them apart."""

CODES = "codes"
"""What rows name by its place: of what was found the one column that is not of its rows."""

LETS_THROUGH = Table(
    "lets_through",
    MetaData(),
    Column("dimension", String),
    Column("code", String),
    Column("bits", BigInteger),
    prefixes=["TEMPORARY"],
)
"""For one connection: of each area and category the bits of the filters that let it through; not
there are those that none of them names."""


def common(filter_: Filter) -> Filter:
    """What filters that can be asked together have in common."""
    return filter_.with_(**dict.fromkeys(DIMENSIONS, ()))


@dataclass(frozen=True)
class Members:
    """Filters that have all in common but DIMENSIONS."""

    filters: tuple[Filter, ...]

    @property
    def everyone(self) -> int:
        """The bits of all."""
        return (1 << len(self.filters)) - 1

    def of(self, rows: FromClause, as_of: datetime) -> ColumnElement[int]:
        """Whose each row is that has the columns of incidents."""
        found, by_status = self.whatever_status(rows), self.by_status(rows, as_of)
        return found if by_status is None else found.bitwise_and(by_status)

    def whatever_status(self, rows: FromClause) -> ColumnElement[int]:
        """The same, were it not for statuses."""
        bits = [self._let_through(name, rows.c[name]) for name in _CODES if self.named(name)]
        everyone: ColumnElement[int] = literal(self.everyone, BigInteger)
        return reduce(lambda found, more: found.bitwise_and(more), bits, everyone)

    def by_status(self, rows: FromClause, as_of: datetime) -> ColumnElement[int] | None:
        """Whose it is by its status alone; None where nobody asks for one."""
        asked = {one.status for one in self.filters if one.status}
        if not asked:
            return None
        who = {
            statuses: sum(1 << n for n, one in enumerate(self.filters) if one.status == statuses)
            for statuses in sorted(asked)
        }
        holds = (or_(*(status_predicate(one, as_of, rows) for one in some)) for some in who)
        bits = (
            case((so, literal(his, BigInteger)), else_=0)
            for so, his in zip(holds, who.values(), strict=True)
        )
        others = literal(self._who_names_none("status"), BigInteger)
        return cast(sum(bits, others), BigInteger)

    def named(self, dimension: str) -> set[str]:
        """The codes of a dimension that any of them names."""
        return {code for one in self.filters for code in getattr(one, dimension)}

    def rows(self, below: Mapping[str, Below]) -> Iterator[tuple[str, str, int]]:
        """The rows of LETS_THROUGH, given what lies in the codes named of DEEP."""
        for name in DEEP:
            yield from ((name, code, bits) for code, bits in self._bits(name, below[name]).items())

    def _who_names_none(self, dimension: str) -> int:
        return sum(
            1 << place for place, one in enumerate(self.filters) if not getattr(one, dimension)
        )

    def _bits(self, dimension: str, below: Below) -> dict[str, int]:
        """Of every code that is named: who names it, or what it lies in, or none of the dimension."""
        found = defaultdict[str, int](int)
        for place, filter_ in enumerate(self.filters):
            for chosen in getattr(filter_, dimension):
                for code in below.get(chosen, (chosen,)):
                    found[code] |= 1 << place
        others = self._who_names_none(dimension)
        return {code: bits | others for code, bits in found.items()}

    def _let_through(self, dimension: str, code: ColumnElement[Any]) -> ColumnElement[int]:
        others: ColumnElement[int] = literal(self._who_names_none(dimension), BigInteger)
        if dimension in DEEP:
            known = LETS_THROUGH.c.dimension == dimension, LETS_THROUGH.c.code == code
            return func.coalesce(
                select(LETS_THROUGH.c.bits).where(*known).scalar_subquery(), others
            )
        number = int if isinstance(code.type, Integer) else str
        bits = self._bits(dimension, {}).items()
        told = {number(named): literal(found, BigInteger) for named, found in bits}
        return case(told, value=code, else_=others)
