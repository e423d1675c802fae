"""Counts: the stock and the flows of the strip."""

from __future__ import annotations

from sqlalchemy import and_

from data_access.definitions.incidents import (
    ALL,
    COHORT,
    IN_PERIOD,
    LIVE,
    NOT_VOIDED,
    OPEN,
    PASSED,
    UNLOCATED,
    within,
)
from data_access.definitions.vocabulary import Condition, Count, Ratio, Said
from data_access.record.tables import events as e
from data_access.record.tables import incidents as i

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

EVENTS = Count(
    "events",
    Said("流转记录", "events"),
    None,
    (
        Condition(
            Said(
                "截至统计时点、在时段内发生",
                "in the period and up to the instant",
            ),
            lambda scope: and_(within(e.c.moment, scope), e.c.moment <= scope.as_of),
        ),
        Condition(
            Said(
                "所属案件未作废、符合筛选（不论何时上报）",
                "of incidents not voided that match the filter, whenever reported",
            ),
            lambda scope: and_(*LIVE.predicates(scope), i.c.id >= scope.bounds.told),
        ),
    ),
    group=Said("流转记录", "the events"),
    kind="flow",
    source=e.join(i, e.c.incident_id == i.c.id),
)
CLOSINGS = Count(
    "closed",
    Said("结案", "closed"),
    EVENTS,
    (
        Condition(
            Said(
                "内容为结案（同一案件多次结案的分别计）",
                "that tell of a closing (each one, where an incident was closed more than once)",
            ),
            lambda _: e.c.kind == "closed",
        ),
    ),
)

STOCK = (NOW_OPEN, NOW_OVERDUE)  # of incidents whenever reported
OF_PERIOD = (NEW, COHORT, UNLOCATED)  # of those reported in the period; CLOSINGS are of events
COUNTS = (*STOCK, *OF_PERIOD)
