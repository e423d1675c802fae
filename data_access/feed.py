"""Feed: the newest events of the incidents that are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from data_access.definitions.constants import NEWEST
from data_access.definitions.feed import ITEMS
from data_access.flat import cases
from data_access.questions import Question, Scope
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


def _select(scope: Scope, since: datetime | None = None) -> Select[*tuple[Any, ...]]:
    # First which ones, then what is said of them: sorting all columns of all would take long.
    since = since or scope.window[0]
    chosen = (
        select(e.c.incident_id, e.c.seq, e.c.moment, e.c.kind, e.c.target, e.c.department)
        .select_from(ITEMS.rows)
        .where(*ITEMS.predicates(scope), e.c.moment >= since)
        # What follows from that, and leaves few incidents to look for.
        .where(cases.c.latest_at >= since)
        .order_by(*_NEWEST_FIRST)
        .limit(NEWEST)
        .cte("chosen")
    )
    first = select(func.min(chosen.c.incident_id)).scalar_subquery()
    return (
        select(
            chosen.c.incident_id,
            i.c.external_id,
            i.c.source,
            chosen.c.seq,
            chosen.c.moment,
            chosen.c.kind,
            func.coalesce(chosen.c.target, chosen.c.department, i.c.lead).label("department"),
            i.c.area,
            i.c.category,
            i.c.priority,
            i.c.reported_at,
            i.c.returns,
        )
        .select_from(chosen.join(i, i.c.id == chosen.c.incident_id))
        .where(i.c.id >= first)
        .order_by(chosen.c.moment.desc(), chosen.c.incident_id.desc(), chosen.c.seq.desc())
    )


def _sooner(scope: Scope) -> Iterator[Select[*tuple[Any, ...]]]:
    """The newest events of the last hours and days of the period: there are usually enough; of what
    is narrowed down seldom in hours, and asking twice takes twice as long."""
    start, end = scope.window
    narrowed = len(scope.filtered()) > 1  # by more than that they were reported
    for length in _SOONER[1:] if narrowed else _SOONER:
        since = min(end, scope.as_of) - length
        if since > start:
            yield _select(scope, since)


def _shape(rows: Sequence[Any], _scope: Scope) -> Feed:
    return Feed(tuple(FeedItem(**row._mapping) for row in rows))


def _is_full(rows: Sequence[Any]) -> bool:
    return len(rows) == NEWEST


QUESTION = Question("feed", _select, _shape, sooner=_sooner, enough=_is_full)
