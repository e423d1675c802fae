"""Freshness: the moment of every source's newest event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from data_access.questions import Question, Scope
from data_access.record.tables import incidents as i
from data_access.record.tables import sources


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    # Source by source, which takes PostgreSQL a look into an index each, not a scan of everything.
    newest = select(func.max(i.c.latest_at)).where(
        i.c.source == sources.c.code, i.c.latest_at <= scope.as_of
    )
    return select(sources.c.code.label("source"), newest.scalar_subquery().label("newest"))


def _shape(rows: Sequence[Any], _scope: Scope) -> dict[str, datetime]:
    return {row.source: row.newest for row in rows if row.newest is not None}


QUESTION = Question("freshness", _select, _shape)
