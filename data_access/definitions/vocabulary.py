"""The kinds of definitions: conditions, counts, ratios, measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, not_, select

from data_access.filters import Filter
from data_access.flat import cases
from data_access.judged import JUDGED
from data_access.statistics import Rate

if TYPE_CHECKING:
    from data_access.questions import Scope

Kind = Literal["stock", "flow", "cohort"]


class Said(NamedTuple):
    """A text in both languages; `{constants}` in it are filled in when it is read."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Measure:
    """A figure, or a term, that words alone define: it follows from no predicate on rows."""

    key: str
    name: Said
    said: Said


@dataclass(frozen=True)
class Judged:
    """What holds of a case whose bit of that name is set, or (`so` False) is not."""

    name: str
    so: bool = True

    def __call__(self, _: Scope) -> ColumnElement[bool]:
        found = JUDGED[self.name]({**cases.c})
        return found if self.so else ~found


@dataclass(frozen=True)
class Condition:
    """One thing that may be so of a row, asked and said.

    `said` completes zh "…的" and en "those …". `departments` stands in for it where the filter
    names departments. `term` explains a word in it.
    """

    said: Said
    holds: Callable[[Scope], ColumnElement[bool]]
    departments: Condition | None = None
    term: Measure | None = None

    def under(self, filter_: Filter) -> Condition:
        """The condition that a filter means."""
        return self.departments if self.departments and filter_.departments else self


@dataclass(frozen=True, init=False)
class Neither:
    """What holds of a case of which none of some conditions does."""

    conditions: tuple[Condition, ...]

    def __init__(self, *conditions: Condition) -> None:
        object.__setattr__(self, "conditions", conditions)

    def __call__(self, scope: Scope) -> ColumnElement[bool]:
        return and_(*(not_(func.coalesce(scope.clause(c), False)) for c in self.conditions))


@dataclass(frozen=True)
class Count:
    """How many of a population meet some conditions; a root (`of` None) is a population itself.

    `group` is what its members are called, `source` (of a root) where its rows come from.
    """

    key: str
    name: Said
    of: Count | None
    conditions: tuple[Condition, ...]
    group: Said | None = None
    kind: Kind | None = None
    source: FromClause | None = None

    @property
    def chain(self) -> tuple[Count, ...]:
        """From the root down to itself."""
        return (*(self.of.chain if self.of else ()), self)

    @property
    def rows(self) -> FromClause:
        """Where the rows of its root come from."""
        source = self.chain[0].source
        if source is None:
            raise ValueError(f"{self.key} has no source of rows")
        return source

    def predicates(self, scope: Scope, within: Count | None = None) -> list[ColumnElement[bool]]:
        """What a row must meet to be counted, given that it is in `within` already."""
        chain = self.chain
        if within is not None and within not in chain:
            raise ValueError(f"{self.key} is no part of {within.key}")
        further = chain[chain.index(within) + 1 :] if within else chain
        return [scope.clause(c) for count in further for c in count.conditions]

    def column(self, scope: Scope, within: Count) -> ColumnElement[int]:
        """The count as a column of a select over the rows of `within`."""
        return func.count().filter(*self.predicates(scope, within)).label(self.key)

    def select(self, scope: Scope) -> Select[int]:
        """The count alone."""
        return select(func.count()).select_from(self.rows).where(*self.predicates(scope))


@dataclass(frozen=True)
class Ratio:
    """Some disjoint parts over what they are parts of."""

    key: str
    name: Said
    numerator: tuple[Count | Measure, ...]
    denominator: Count | Measure

    def __post_init__(self) -> None:
        for part in self.numerator:
            if isinstance(part, Count) and self.denominator not in part.chain:
                raise ValueError(f"{self.key}: {part.key} is no part of {self.denominator.key}")

    def of(self, counted: Any) -> Rate:
        """The rate of an object whose attributes are the counts."""
        parts = (getattr(counted, part.key) for part in self.numerator)
        return Rate(sum(parts), getattr(counted, self.denominator.key))


@dataclass(frozen=True)
class Duration:
    """A time of each member of a population, in seconds of activity: pauses are taken out.

    `ended` reached the end, `waiting` and `passed_on` are censored, `never` stays at risk for
    ever; together they are the population. `seconds` is what was observed of a row, `bin` the bin
    of that where it is kept, which it never is of those that wait; `unit` is what a row is called.
    """

    key: str
    name: Said
    unit: Said
    begin: Said
    end: Said
    of: Count
    ended: Count
    waiting: Count
    seconds: Callable[[Scope], ColumnElement[int]]
    bin: ColumnElement[int]
    passed_on: Count | None = None
    never: Count | None = None

    @property
    def outcomes(self) -> tuple[Count, ...]:
        found = (self.ended, self.waiting, self.passed_on, self.never)
        return tuple(count for count in found if count is not None)


def of_departments(count: Count) -> Count:
    """The same count as it is for departments, whatever the filter says."""
    of = of_departments(count.of) if count.of else None
    conditions = tuple(c.departments or c for c in count.conditions)
    return replace(count, of=of, conditions=conditions)


Definition = Count | Ratio | Measure | Duration


def counts_of(definition: Definition) -> Iterator[Count]:
    """Every count that a definition rests on, the roots first."""
    match definition:
        case Count():
            yield from definition.chain
        case Ratio():
            for part in (definition.denominator, *definition.numerator):
                yield from counts_of(part)
        case Duration():
            for outcome in definition.outcomes:
                yield from outcome.chain
        case Measure():
            return
