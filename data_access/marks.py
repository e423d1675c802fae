"""Many counts of one population in one pass.

Each condition that any of the counts asks for is one bit of a number; rows are grouped by that
number, and a count is the sum over the numbers that have all its bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Integer, case, cast, func, literal, select
from sqlalchemy.sql import Select

from data_access.definitions.vocabulary import Condition, Count
from data_access.questions import Columns, Scope


@dataclass(frozen=True)
class Marks:
    """The counts of one population: `of` and `given` hold of every row that is looked at."""

    counts: Sequence[Count]
    of: Count
    given: tuple[Condition, ...] = ()

    def select(self, scope: Scope, group: ColumnElement[Any] | str) -> Select[*tuple[Any, ...]]:
        """Rows of (code, marks, number): how many of a group have these marks; a text is the code
        of all together."""
        bits = [
            case((scope.clause(c), literal(1 << k, Integer)), else_=0)
            for k, c in enumerate(self._conditions)
        ]
        marks = cast(sum(bits[1:], bits[0]), Integer)
        code = literal(group) if isinstance(group, str) else group
        groups = (marks,) if isinstance(group, str) else (group, marks)
        return (
            select(code.label("code"), marks.label("marks"), func.count().label("number"))
            .select_from(self.of.rows)
            .where(*self.of.predicates(scope), *(scope.clause(c) for c in self.given))
            .group_by(*groups)
        )

    def sums(self, found: Columns, group: Callable[[Any], Any]) -> dict[Any, dict[str, int]]:
        """The counts by their keys of every group of the codes found."""
        numbers, codes = pd.factorize(found["code"], use_na_sentinel=False)
        groups = [group(None if pd.isna(code) else code) for code in codes]
        names = list(dict.fromkeys(groups))
        place = np.array([names.index(name) for name in groups], np.int64)
        where = place[numbers]
        marks, number = found["marks"].astype(np.int64), found["number"]
        sums = {}
        conditions = self._conditions
        for count in self.counts:
            bits = sum(1 << conditions.index(c) for c in self._asked(count))
            has = marks & bits == bits
            sums[count.key] = np.bincount(where[has], number[has], len(names)).astype(int).tolist()
        return {name: {key: sums[key][k] for key in sums} for k, name in enumerate(names)}

    def _asked(self, count: Count) -> list[Condition]:
        further = count.chain[count.chain.index(self.of) + 1 :]
        return [c for each in further for c in each.conditions if c not in self.given]

    @property
    def _conditions(self) -> list[Condition]:
        return list(dict.fromkeys(c for count in self.counts for c in self._asked(count)))
