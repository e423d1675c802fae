"""Worklists: how many of the open incidents are on each, whenever they were reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select

from data_access.definitions import worklists as defined
from data_access.definitions.counts import NOW_OPEN
from data_access.filters import Filter
from data_access.flat import cases
from data_access.questions import Question, Scope


@dataclass(frozen=True)
class Worklists:
    """How many open incidents are on each worklist."""

    overdue: int
    due2h: int
    due24h: int
    unanswered: int
    returned: int
    paused: int
    unlocated: int
    reopened: int
    duplicates: int


def without_worklist(filter_: Filter) -> Filter:
    """What a worklist is taken from: it is chosen in the place of another, and of a status."""
    return filter_.with_(status=(), only=())


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    all_open = replace(scope, filter=without_worklist(scope.filter))
    columns = (count.column(all_open, within=NOW_OPEN) for count in defined.WORKLISTS)
    # `open` follows from NOW_OPEN, and lets the read model skip the blocks without any.
    return select(*columns).where(*NOW_OPEN.predicates(all_open), cases.c.open)


def _shape(rows: Sequence[Any], _scope: Scope) -> Worklists:
    return Worklists(**rows[0]._mapping)


QUESTION = Question("worklists", _select, _shape)
