"""Many counts of one population in one pass.

Each condition that any of the counts asks for is a bit of a number, set or not; rows are grouped by
that number, and a count is the sum over the numbers whose bits are as it asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, CursorResult, Integer, case, cast, func, literal, select
from sqlalchemy.sql import Select

from data_access.definitions.vocabulary import Condition, Count, Judged, Neither
from data_access.filters import Filter
from data_access.flat import cases
from data_access.judged import ALL_BITS, BITS
from data_access.members import CODES
from data_access.questions import Columns, Scope, columns


def marked(result: CursorResult[*tuple[Any, ...]]) -> Columns:
    """What `Marks.select` finds, where `place` is that of a row's code among the CODES."""
    found = columns(result)
    place, codes = pd.factorize(found.pop("code"), use_na_sentinel=False)
    named = np.array([None if pd.isna(code) else code for code in codes], object)
    return {**found, "place": place, CODES: named}


@dataclass(frozen=True)
class Bits:
    """The bits of a number that tell of a condition, and which of them are set where it holds."""

    mask: int
    set: int


@dataclass(frozen=True)
class Marks:
    """The counts of cases: `of` and `given` hold of every row that is looked at."""

    counts: Sequence[Count]
    of: Count
    given: tuple[Condition, ...] = ()

    def select(self, scope: Scope, group: ColumnElement[Any] | str) -> Select[*tuple[Any, ...]]:
        """Rows of (code, marks, number): how many of a group have these marks; a text is the code
        of all together."""
        bits = self._bits(scope.filter)
        # To some of those who are asked together a condition means something else.
        everyones = () if scope.members is None else scope.members.filters
        masks = (b.mask for one in (scope.filter, *everyones) for b in self._bits(one).values())
        found: list[ColumnElement[Any]] = []
        if kept := _together(masks) & ALL_BITS:
            found.append(cases.c.judged.bitwise_and(literal(kept, Integer)))
        for condition, b in bits.items():
            if b.set > ALL_BITS:
                found.append(case((scope.clause(condition), literal(b.set, Integer)), else_=0))
        marks = cast(sum(found[1:], found[0]), Integer)
        code = literal(group) if isinstance(group, str) else group
        groups = (marks,) if isinstance(group, str) else (group, marks)
        number = func.count().label("number")
        return (
            select(code.label("code"), marks.label("marks"), number, *scope.whose(cases))
            .select_from(self.of.rows)
            .where(*self.of.predicates(scope), *(scope.clause(c) for c in self.given))
            .group_by(*groups, *scope.apart)
        )

    def _wanted(self, filter_: Filter) -> dict[str, Bits]:
        """Of each count, by its key, the bits of all its conditions."""
        by_departments = bool(filter_.departments)
        if (known := self._known.get(by_departments)) is None:
            bits = self._bits(filter_)
            asked = {count.key: [bits[c] for c in self._asked(count)] for count in self.counts}
            known = self._known[by_departments] = {
                key: Bits(_together(b.mask for b in each), _together(b.set for b in each))
                for key, each in asked.items()
            }
        return known

    def _bits(self, filter_: Filter) -> dict[Condition, Bits]:
        """Of each condition: those of `judged` where that has it, else above them one of its own,
        or of those conditions of which it is the contrary."""
        by_departments = bool(filter_.departments)
        if (known := self._of_conditions.get(by_departments)) is None:
            known = self._of_conditions[by_departments] = self._placed(filter_)
        return known

    @cached_property
    def _known(self) -> dict[bool, dict[str, Bits]]:
        """What conditions a filter means follows from whether it names departments."""
        return {}

    @cached_property
    def _of_conditions(self) -> dict[bool, dict[Condition, Bits]]:
        """Likewise, and with that its bits."""
        return {}

    def _placed(self, filter_: Filter) -> dict[Condition, Bits]:
        """The bits, found anew."""
        found: dict[Condition, Bits] = {}

        def place(condition: Condition) -> Bits:
            if condition not in found:
                found[condition] = anew(condition.under(filter_).holds)
            return found[condition]

        def anew(holds: Any) -> Bits:
            if isinstance(holds, Judged):
                bit = BITS[holds.name]
                return Bits(bit, bit if holds.so else 0)
            if isinstance(holds, Neither):
                return Bits(_together(place(c).set for c in holds.conditions), 0)
            own = 1 + (_together(b.mask for b in found.values()) | ALL_BITS)
            return Bits(own, own)

        for count in self.counts:
            for condition in self._asked(count):
                place(condition)
        return found

    def sums(
        self,
        found: Columns,
        scope: Scope,
        group: Callable[[Any], Any],
        counts: Iterable[Count] | None = None,
    ) -> dict[Any, dict[str, int]]:
        """The counts (those named, or all) by their keys of every group of the codes found."""
        there, where = np.unique(found["place"], return_inverse=True)
        groups = [group(code) for code in found[CODES][there]]
        names = {name: place for place, name in enumerate(dict.fromkeys(groups))}
        where = np.array([names[name] for name in groups], np.int64)[where]
        marks, number = found["marks"].astype(np.int64), found["number"]
        sums = {}
        wanted = self._wanted(scope.filter)
        for count in self.counts if counts is None else counts:
            asked = wanted[count.key]
            has = marks & asked.mask == asked.set
            sums[count.key] = np.bincount(where[has], number[has], len(names)).astype(int).tolist()
        return {name: {key: sums[key][k] for key in sums} for name, k in names.items()}

    def _asked(self, count: Count) -> list[Condition]:
        further = count.chain[count.chain.index(self.of) + 1 :]
        return [c for each in further for c in each.conditions if c not in self.given]


def _together(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)
