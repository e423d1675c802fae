"""What every question is asked about, and the pieces that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from data_access.filters import Filter
from data_access.names import Names
from data_access.record.tables import area_ancestors
from data_access.record.tables import incidents as i
from data_access.settings import Settings

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Bounds:
    """The lowest ids of a period's incidents, and of those of its events; 0 where not known."""

    reported: int = 0
    told: int = 0


@dataclass(frozen=True)
class Scope:
    """A filter at one published instant: all that a question depends on besides the data."""

    filter: Filter
    as_of: datetime
    settings: Settings
    names: Names
    bounds: Bounds = Bounds()

    @property
    def window(self) -> tuple[datetime, datetime]:
        """The period `[start, end)` in UTC."""
        return self.filter.window(self.as_of, self.settings.zone)

    @property
    def unit_level(self) -> int:
        """The level of the units a panel compares: one below what is looked at, if there is one."""
        levels = [
            named.level
            for code in self.filter.area
            if (named := self.names.area.get(code)) is not None and named.level is not None
        ]
        return min(min(levels, default=0) + 1, self.names.lowest_level)

    def units(self) -> list[str]:
        """The codes of the units at that level inside what is looked at."""
        area, level = self.names.area, self.unit_level
        found = []
        for code, named in area.items():
            if named.level != level:
                continue
            above: str | None = code
            while self.filter.area and above is not None and above not in self.filter.area:
                above = area[above].parent if above in area else None
            if above is not None:
                found.append(code)
        return sorted(found)


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """One question: a select for a scope, and how its rows become the answer.

    `sooner` are selects of a part that are tried before: rows that are `enough` are the same as
    those of the whole.
    """

    name: str
    select: Callable[[Scope], Select[*tuple[Any, ...]]]
    shape: Callable[[Sequence[Any], Scope], Answer]
    sooner: Callable[[Scope], Iterable[Select[*tuple[Any, ...]]]] = lambda _: ()
    enough: Callable[[Sequence[Any]], bool] = bool

    def answer(self, scope: Scope, execute: Callable[[Any], Sequence[Any]]) -> Answer:
        """The answer, from the rows of the first select that finds enough."""
        for statement in self.sooner(scope):
            rows = execute(statement)
            if self.enough(rows):
                return self.shape(rows, scope)
        return self.shape(execute(self.select(scope)), scope)


def with_unit(level: int) -> tuple[FromClause, ColumnElement[str | None]]:
    """Incidents joined to their unit of a level, and the unit's code: None where unknown."""
    unit = area_ancestors.alias("unit")
    joined = i.outerjoin(unit, and_(i.c.area == unit.c.code, unit.c.level == level))
    return joined, unit.c.ancestor


def count_if(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet all conditions."""
    return func.count().filter(and_(*conditions))


class epoch_micros(FunctionElement[int]):
    """Microseconds since 1970, exact. An interval takes DuckDB fifty times as long."""

    type = BigInteger()
    inherit_cache = True


@compiles(epoch_micros)
def _in_duckdb(element: epoch_micros, compiler: Any, **options: Any) -> str:
    return f"epoch_us({compiler.process(element.clauses, **options)})"


@compiles(epoch_micros, "postgresql")
def _in_postgresql(element: epoch_micros, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"CAST(extract(epoch FROM {moment}) * 1000000 AS BIGINT)"


def seconds_between(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole seconds from one moment to another."""
    return whole(epoch_micros(end) - epoch_micros(start), 1_000_000)


def whole(micros: ColumnElement[int], unit: int) -> ColumnElement[int]:
    """How many whole units there are in so many microseconds, towards the past."""
    return cast(func.floor(cast(micros, Double) / literal(float(unit), Double)), BigInteger)


_OCTAVES = 15  # of hours: the widest bins begin at 3.7 years


def floored(seconds: ColumnElement[int]) -> ColumnElement[int]:
    """Seconds, above one hour floored to bins no wider than 1 %.

    From 2^k hours to 2^(k+1) hours a bin is 36·2^k seconds wide.
    """
    hour = 3600
    return case(
        (seconds <= hour, seconds),
        *(
            (seconds < hour << (k + 1), seconds - seconds % literal(36 << k, BigInteger))
            for k in range(_OCTAVES)
        ),
        else_=seconds - seconds % literal(36 << _OCTAVES, BigInteger),
    )
