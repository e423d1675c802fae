"""What every question is asked about, and the pieces that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    FromClause,
    Select,
    and_,
    func,
    literal,
)

from data_access.filters import Filter
from data_access.flat import cases
from data_access.members import WHOSE, Members
from data_access.names import Names
from data_access.periods import Comparison, compared
from data_access.settings import Settings

if TYPE_CHECKING:
    from data_access.definitions.vocabulary import Condition

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Scope:
    """A filter at one published instant: all that a question depends on besides the data."""

    filter: Filter
    as_of: datetime
    settings: Settings
    names: Names
    members: Members | None = None  # of filters that are asked together, whose common part it has

    @cached_property
    def window(self) -> tuple[datetime, datetime]:
        """The period `[start, end)` in UTC."""
        return self.filter.window(self.as_of, self.settings.zone)

    @cached_property
    def comparison(self) -> Comparison:
        """What has passed of the period, and what that is compared with."""
        return compared(self.filter, self.as_of, self.settings.zone)

    def filtered(
        self, of: FromClause = cases, *, department: bool = True
    ) -> list[ColumnElement[bool]]:
        """What rows of incidents must meet to match the filter, their period apart;
        `department=False` leaves that out."""
        return self.filter.predicates(
            self.as_of, self.settings, of, department=department, below=self.names.below
        )

    def clause(self, condition: Condition) -> ColumnElement[bool]:
        """What a condition asks of rows, under this filter. It is the same object every time: a
        statement that needs it in many places says its values once."""
        known = self._clauses
        if (found := known.get(condition)) is None:
            found = known[condition] = condition.under(self.filter).holds(self)
        return found

    @cached_property
    def _clauses(self) -> dict[Condition, ColumnElement[bool]]:
        return {}

    def whose(self, rows: FromClause) -> tuple[ColumnElement[int], ...]:
        """The column that tells the rows of one filter from those of others; none where one is
        asked alone."""
        return () if self.members is None else (self.members.of(rows, self.as_of).label(WHOSE),)

    def everyones(self) -> tuple[ColumnElement[int], ...]:
        """The same for a row that is the same for all."""
        if self.members is None:
            return ()
        return (literal(self.members.everyone, BigInteger).label(WHOSE),)

    @property
    def apart(self) -> tuple[str, ...]:
        """The same as what rows are grouped by."""
        return () if self.members is None else (WHOSE,)

    @cached_property
    def unit_level(self) -> int:
        """The level of the units a panel compares: one below what is looked at, if there is one."""
        levels = [
            named.level
            for code in self.filter.areas
            if (named := self.names.area.get(code)) is not None and named.level is not None
        ]
        return min(min(levels, default=0) + 1, self.names.lowest_level)

    def units(self) -> list[str]:
        """The codes of the units at that level inside what is looked at."""
        inside = set(self.filter.areas)
        return sorted(
            code
            for code, named in self.names.area.items()
            if named.level == self.unit_level
            and (not inside or inside.intersection(self.names.above[code]))
        )

    def unit_of(self, area: str | None) -> str | None:
        """The unit of that level in which an area lies, or None."""
        return self.names.units(self.unit_level).get(area or "")


Read = Callable[[CursorResult[*tuple[Any, ...]]], Any]
"""Takes what a statement found."""
Execute = Callable[[Select[*tuple[Any, ...]], Read], Any]
"""Executes a statement and gives back what was read of it."""
Columns = dict[str, np.ndarray[Any, Any]]


def rows(result: CursorResult[*tuple[Any, ...]]) -> Sequence[Any]:
    """Row by row."""
    return result.all()


def columns(result: CursorResult[*tuple[Any, ...]]) -> Columns:
    """Column by column, without a Python object for each number; numbers must not be NULL, a text
    may be None."""
    if hasattr(result.cursor, "fetchnumpy"):  # DuckDB
        return {name: _unmasked(c) for name, c in result.cursor.fetchnumpy().items()}
    names, found = result.keys(), result.all()
    values = zip(*found, strict=True) if found else ([] for _ in names)
    return {name: _array(column) for name, column in zip(names, values, strict=True)}


def _unmasked(column: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if not isinstance(column, np.ma.MaskedArray):
        return column
    texts = np.array(column.data, object)
    texts[np.ma.getmaskarray(column)] = None
    return texts


def _array(column: Sequence[Any]) -> np.ndarray[Any, Any]:
    if any(value is None or isinstance(value, str) for value in column):
        return np.array(column, object)
    return np.array(column) if column else np.zeros(0, np.int64)


@dataclass(frozen=True)
class Shared:
    """A select that several questions rest on, and what they are given of what it finds."""

    select: Callable[[Scope], Select[*tuple[Any, ...]]]
    read: Read = rows
    shape: Callable[[Any], Any] = lambda found: found


ALONE: Any = object()
"""In the place of what was found for one of several filters."""
Known = dict[Shared, Any]
"""What shared selects found in one scope."""


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """One question: a select for a scope (None: nothing is to be asked), and how what it finds
    becomes the answer; what `shared` selects found comes last.

    `sooner` are selects of a part that are tried before: what is `enough` of it is the same as of
    the whole. `each` finds of so many filters what there is for every one, ALONE where it has to
    be asked by itself; without, one select is for all of them.
    """

    name: str
    select: Callable[[Scope], Select[*tuple[Any, ...]] | None]
    shape: Callable[..., Answer]
    read: Read = rows
    sooner: Callable[[Scope], Iterable[Select[*tuple[Any, ...]]]] = lambda _: ()
    enough: Callable[[Any], bool] = bool
    shared: tuple[Shared, ...] = ()
    each: Callable[[Scope, int, Execute], Sequence[Any]] | None = None

    def answer(self, scope: Scope, execute: Execute, known: Known | None = None) -> Answer:
        """The answer, from what the first select finds that finds enough; what is shared is looked
        for in `known`, and kept there."""
        found = self._found(scope, execute)
        known = {} if known is None else known
        for part in self.shared:
            if part not in known:
                known[part] = part.shape(execute(part.select(scope), part.read))
        return self.shape(found, scope, *(known[part] for part in self.shared))

    def _found(self, scope: Scope, execute: Execute) -> Any:
        for statement in self.sooner(scope):
            found = execute(statement, self.read)
            if self.enough(found):
                return found
        whole = self.select(scope)
        return None if whole is None else execute(whole, self.read)


def count_if(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet all conditions."""
    return func.count().filter(and_(*conditions))
