"""Feed: the newest events of the incidents that are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, FromClause, Select, func, select

from data_access.definitions.constants import NEWEST
from data_access.definitions.feed import ITEMS
from data_access.flat import cases
from data_access.members import WHOSE
from data_access.questions import ALONE, Execute, Question, Scope, columns, rows
from data_access.record.tables import events as e
from data_access.record.tables import incidents as i

_SOONER = (timedelta(hours=2), timedelta(days=2))


@dataclass(frozen=True)
class FeedItem:
    """One event, newest first. `returns` is how often the incident was sent back so far."""

    incident_id: int
    external_id: str
    source: str
    seq: int
    moment: datetime
    kind: str
    department: str | None  # target of a dispatch, else the actor's, else the lead
    area: str | None
    category: str | None
    priority: int | None
    reported_at: datetime
    returns: int


@dataclass(frozen=True)
class Feed:
    items: tuple[FeedItem, ...]


_NEWEST_FIRST = (e.c.moment.desc(), e.c.incident_id.desc(), e.c.seq.desc())


def _chosen(scope: Scope, since: datetime, *named: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """The newest since a moment, newest first."""
    return (
        select(*named)
        .select_from(ITEMS.rows)
        .where(*ITEMS.predicates(scope), e.c.moment >= since)
        # What follows from that, and leaves few incidents to look for.
        .where(cases.c.latest_at >= since)
        .order_by(*_NEWEST_FIRST)
    )


def _told(of: FromClause) -> tuple[ColumnElement[Any], ...]:
    """What is said of an event, and of its incident."""
    return (
        *(of.c.incident_id, i.c.external_id, i.c.source, of.c.seq, of.c.moment, of.c.kind),
        func.coalesce(of.c.target, of.c.department, i.c.lead).label("department"),
        *(i.c.area, i.c.category, i.c.priority, i.c.reported_at, i.c.returns),
    )


def _select(scope: Scope, since: datetime | None = None) -> Select[*tuple[Any, ...]]:
    # First which ones, then what is said of them: sorting all columns of all would take long.
    named = e.c.incident_id, e.c.seq, e.c.moment, e.c.kind, e.c.target, e.c.department
    chosen = _chosen(scope, since or scope.window[0], *named).limit(NEWEST).cte("chosen")
    first = select(func.min(chosen.c.incident_id)).scalar_subquery()
    return (
        select(*_told(chosen))
        .select_from(chosen.join(i, i.c.id == chosen.c.incident_id))
        .where(i.c.id >= first)
        .order_by(chosen.c.moment.desc(), chosen.c.incident_id.desc(), chosen.c.seq.desc())
    )


def _each(of_all: Scope, number: int, execute: Execute) -> list[Any]:
    """What is found for each of so many filters: enough in the last hours, or nothing."""
    since = max(of_all.window[0], min(of_all.window[1], of_all.as_of) - _SOONER[0])
    keys = e.c.incident_id, e.c.seq, *of_all.whose(cases)
    found = execute(_chosen(of_all, since, *keys), columns)
    keyed = list(zip(found["incident_id"].tolist(), found["seq"].tolist(), strict=True))
    newest = [
        [keyed[at] for at in np.flatnonzero(found[WHOSE] >> place & 1)[:NEWEST]]
        for place in range(number)
    ]
    wanted = {id_ for mine in newest if len(mine) == NEWEST for id_, _ in mine}
    # Of ids that stand in a statement DuckDB skips most of the others.
    rows_of = select(*_told(e)).where(e.c.incident_id.in_(wanted), e.c.moment >= since)
    told = execute(rows_of.where(i.c.id == e.c.incident_id, i.c.id.in_(wanted)), rows)
    by_key = {(row.incident_id, row.seq): row for row in told}
    return [[by_key[k] for k in mine] if len(mine) == NEWEST else ALONE for mine in newest]


def _sooner(scope: Scope) -> Iterator[Select[*tuple[Any, ...]]]:
    """The newest events of the last hours and days of the period: there are usually enough; of what
    is narrowed down seldom in hours, and asking twice takes twice as long."""
    start, end = scope.window
    narrowed = len(scope.filtered()) > 1  # by more than that they were reported
    for length in _SOONER[1:] if narrowed else _SOONER:
        since = min(end, scope.as_of) - length
        if since > start:
            yield _select(scope, since)


def _shape(found: Sequence[Any], _scope: Scope) -> Feed:
    return Feed(tuple(FeedItem(**row._mapping) for row in found))


def _is_full(found: Sequence[Any]) -> bool:
    return len(found) == NEWEST


QUESTION = Question("feed", _select, _shape, sooner=_sooner, enough=_is_full, each=_each)
