"""Worklists: how many of the open incidents are on each, whenever they were reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select

from data_access.definitions import worklists as defined
from data_access.definitions.counts import NOW_OPEN
from data_access.filters import STATUSES, Filter
from data_access.flat import cases
from data_access.questions import Question, Scope

Codes = tuple[str, ...]


def _changes(name: str) -> dict[str, Codes]:
    """A worklist is chosen in the place of another: of status and `only` one word is left."""
    nothing: dict[str, Codes] = {"status": (), "only": ()}
    return nothing | {"status" if name in STATUSES else "only": (name,)}


WORKLISTS: tuple[tuple[str, dict[str, Codes]], ...] = tuple(
    (count.key, _changes(count.key)) for count in defined.WORKLISTS
)
"""Each worklist's name, and what its filter has other than the one that is looked at. A list of it
is NOW_OPEN under that filter: a worklist is a stock, and the period is none of its business."""


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


def of_worklist(name: str, filter_: Filter) -> Filter:
    """The filter of a worklist: what is looked at but for status and `only`."""
    return filter_.with_(**dict(WORKLISTS)[name])


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    all_open = replace(scope, filter=scope.filter.with_(status=(), only=()))
    columns = (count.column(all_open, within=NOW_OPEN) for count in defined.WORKLISTS)
    # `open` follows from NOW_OPEN, and lets the read model skip the blocks without any.
    return select(*columns).where(*NOW_OPEN.predicates(all_open), cases.c.open)


def _shape(rows: Sequence[Any], _scope: Scope) -> Worklists:
    return Worklists(**rows[0]._mapping)


QUESTION = Question("worklists", _select, _shape)
