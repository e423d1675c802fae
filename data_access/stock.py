"""Stock: what is open now, whenever it was reported, and all that is asked of it, in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, select

from data_access.definitions.counts import NOW_OPEN
from data_access.definitions.incidents import PASSED
from data_access.definitions.worklists import WORKLISTS
from data_access.filters import Filter
from data_access.flat import cases
from data_access.members import LISTED, WHOSE
from data_access.predicates import passed
from data_access.questions import Columns, Scope, Shared, columns, count_if


def without_worklist(filter_: Filter) -> Filter:
    """What a worklist is taken from: it is chosen in the place of another, and of a status."""
    return filter_.with_(status=(), only=())


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    """A column of each: the worklists by their keys; what is open and overdue under the filter, and how much
    of that was reported, and past its deadline, at the end of the comparison."""
    wide = replace(scope, filter=without_worklist(scope.filter))
    worklists = (
        count.column(wide, within=NOW_OPEN).label(f"on_{count.key}") for count in WORKLISTS
    )
    mine = [] if wide.filter == scope.filter else _listed(scope)
    then = scope.comparison.before[1]
    known = cases.c.reported_at <= then
    whose = list(_whose(scope))
    found = select(
        count_if(*mine, cases.c.open).label("open"),
        count_if(*mine, scope.clause(PASSED)).label("overdue"),
        count_if(*mine, known).label("open_before"),
        count_if(*mine, known, passed(then)).label("overdue_before"),
        *worklists,
        *whose,
    )
    # `open` follows, and lets the read model skip the blocks without any.
    return found.where(*NOW_OPEN.predicates(wide), cases.c.open).group_by(*(c.name for c in whose))


def _whose(scope: Scope) -> Iterator[Label[int]]:
    """Whose it is, whatever its status, and whose by that: worklists are taken from all statuses."""
    if scope.members is None:
        return
    yield scope.members.whatever_status(cases).label(WHOSE)
    if (by_status := scope.members.by_status(cases, scope.as_of)) is not None:
        yield by_status.label(LISTED)


def _listed(scope: Scope) -> list[ColumnElement[bool]]:
    """What is further asked of them: their status, and the worklists they have to be on."""
    asked = scope.filter
    alone = Filter(asked.reach, asked.period, asked.start, asked.end)
    alone = alone.with_(status=asked.status, only=asked.only)
    return replace(scope, filter=alone).filtered()


def _summed(found: Columns) -> dict[str, int]:
    counted = {name: column for name, column in found.items() if name != LISTED}
    mine = found.get(LISTED, slice(None))
    return {
        name: int((column if name.startswith("on_") else column[mine]).sum())
        for name, column in counted.items()
    }


NOW = Shared(_select, columns, _summed)
