"""Filters that are asked together, in one statement: of each row it is told whose it is.

They differ in dimensions that follow from one column of a row each; for every code there is a number
with a bit of each filter that lets it through, and a row is that of whom all its codes let through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
    func,
    literal,
    select,
)

from data_access.filters import Filter

DIMENSIONS = ("area", "category", "source", "scenario", "priority")
"""In which filters that are asked together may differ."""
DEEP = ("area", "category")
"""Of these, whose codes lie in others."""
Below = Mapping[str, Iterable[str]]
"""What lies in a code, itself included."""
MOST = 60
WHOSE = "whose"
"""The column of a select that has a bit of each filter."""

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

    def of(self, rows: FromClause) -> ColumnElement[int]:
        """Whose each row is that has the columns of incidents."""
        bits = [self._let_through(name, rows.c[name]) for name in self._dimensions()]
        everyone: ColumnElement[int] = literal(self.everyone, BigInteger)
        return reduce(lambda found, more: found.bitwise_and(more), bits, everyone)

    def named(self, dimension: str) -> set[str]:
        """The codes of a dimension that any of them names."""
        return {code for one in self.filters for code in getattr(one, dimension)}

    def rows(self, below: Mapping[str, Below]) -> Iterator[tuple[str, str, int]]:
        """The rows of LETS_THROUGH, given what lies in the codes named of DEEP."""
        for name in DEEP:
            yield from ((name, code, bits) for code, bits in self._bits(name, below[name]).items())

    def _dimensions(self) -> list[str]:
        return [name for name in DIMENSIONS if any(getattr(one, name) for one in self.filters)]

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
