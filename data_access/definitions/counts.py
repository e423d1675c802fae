"""Counts: the stock and the flows of the strip."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, true

from data_access.definitions.incidents import (
    ALL,
    COHORT,
    IN_PERIOD,
    NOT_VOIDED,
    OPEN,
    PASSED,
    UNLOCATED,
    within,
)
from data_access.definitions.vocabulary import Condition, Count, Ratio, Said
from data_access.flat import cases, closings
from data_access.record.tables import events as e

NOW_OPEN = Count(
    "open",
    Said("在办", "open"),
    ALL,
    (NOT_VOIDED, OPEN),
    group=Said("在办案件", "those open"),
    kind="stock",
)
NOW_OVERDUE = Count(
    "overdue",
    Said("超期未结", "overdue"),
    NOW_OPEN,
    (PASSED,),
)
NEW = Count("new", Said("新增", "new"), ALL, (IN_PERIOD, NOT_VOIDED), kind="flow")
OVERDUE_SHARE = Ratio(
    "overdue_share", Said("超期占在办", "overdue share of open"), (NOW_OVERDUE,), NOW_OPEN
)


def _told(source: FromClause, moment: ColumnElement[datetime], of: FromClause) -> Count:
    """Events, their moments, and what their incidents are looked for by."""
    in_period = Said(
        "截至统计时点、在时段内发生",
        "in the period and up to the instant",
    )
    happened = Condition(
        in_period, lambda scope: and_(within(moment, scope), moment <= scope.as_of)
    )
    return Count(
        "events",
        Said("流转记录", "events"),
        None,
        (happened, _of_live(of)),
        group=Said("流转记录", "the events"),
        kind="flow",
        source=source,
    )


def _of_live(of: FromClause) -> Condition:
    live = Said(
        "所属案件未作废、符合筛选（不论何时上报）",
        "of incidents not voided that match the filter, whenever reported",
    )
    return Condition(
        live,
        lambda scope: and_(*scope.filtered(of), ~of.c.voided),
    )


CLOSINGS_OF_LIVE = _of_live(closings)
"""What any closing must meet, whenever it was."""
EVENTS = _told(e.join(cases, e.c.incident_id == cases.c.id), e.c.moment, cases)
CLOSINGS = Count(
    "closed",
    Said("结案", "closed"),
    _told(closings, closings.c.moment, closings),
    (
        Condition(
            Said(
                "内容为结案（同一案件多次结案的分别计）",
                "that tell of a closing (each one, where an incident was closed more than once)",
            ),
            lambda _: true(),
        ),
    ),
)

OF_PERIOD = (NEW, COHORT, UNLOCATED)
"""Of the incidents reported in the period; CLOSINGS are of events, the others of the stock."""
COUNTS = (NOW_OPEN, NOW_OVERDUE, *OF_PERIOD)
