"""Freshness: the moment of every source's newest event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from data_access.questions import Question, Scope
from data_access.record.tables import incidents as i


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(i.c.source, func.max(i.c.latest_at).label("newest"))
        .where(i.c.latest_at <= scope.as_of)
        .group_by(i.c.source)
    )


def _shape(rows: Sequence[Any], _scope: Scope) -> dict[str, datetime]:
    return {row.source: row.newest for row in rows}


QUESTION = Question("freshness", _select, _shape)
