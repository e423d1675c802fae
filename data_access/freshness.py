"""Freshness: the moment of every source's newest event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from data_access.questions import Question, Scope
from data_access.record.tables import incidents as i
from data_access.record.tables import sources

_RECENT = timedelta(days=2)


def _select(scope: Scope, *recent: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    # Source by source, which takes PostgreSQL a look into an index each, not a scan of everything.
    newest = select(func.max(i.c.latest_at)).where(
        i.c.source == sources.c.code, i.c.latest_at <= scope.as_of, *recent
    )
    return select(sources.c.code.label("source"), newest.scalar_subquery().label("newest"))


def _sooner(scope: Scope) -> Iterable[Select[*tuple[Any, ...]]]:
    """Those of the last days, which is enough where every source told something in them."""
    return [_select(scope, i.c.latest_at >= scope.as_of - _RECENT)]


def _all_told(rows: Sequence[Any]) -> bool:
    return all(row.newest is not None for row in rows)


def _shape(rows: Sequence[Any], _scope: Scope) -> dict[str, datetime]:
    # In one order, whatever that of the rows: of equally new ones the first is named first.
    told = sorted((row.source, row.newest) for row in rows if row.newest is not None)
    return dict(told)


QUESTION = Question("freshness", _select, _shape, sooner=_sooner, enough=_all_told)
