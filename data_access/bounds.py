"""From which ids on a period has to be looked at: what lies before is not read.

Ids follow the order of arrival, so that in a columnar table most blocks hold none of a period's.
No figure depends on these bounds, whatever the order was: they leave out only what the other
conditions leave out too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from data_access.questions import Bounds, Question, Scope
from data_access.record.tables import events as e
from data_access.record.tables import incidents as i

_LONGEST = timedelta(days=200)  # of longer periods most has to be read anyway


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    start, end = scope.window
    reported = select(func.min(i.c.id)).where(i.c.reported_at >= start, i.c.reported_at < end)
    told = select(func.min(e.c.incident_id)).where(e.c.moment >= start, e.c.moment < end)
    return select(
        reported.scalar_subquery().label("reported"), told.scalar_subquery().label("told")
    )


def _shape(rows: Sequence[Any], _scope: Scope) -> Bounds:
    return Bounds(rows[0].reported or 0, rows[0].told or 0)


def are_worth_it(scope: Scope) -> bool:
    """Whether asking for the bounds takes less than is won by them."""
    start, end = scope.window
    return end - start <= _LONGEST


QUESTION = Question("bounds", _select, _shape)
