"""Incidents: what may be so of one, and the populations that are looked at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_

from data_access.definitions.vocabulary import Condition, Count, Measure, Said
from data_access.filters import passed
from data_access.record.tables import incidents as i

if TYPE_CHECKING:
    from data_access.questions import Scope


def within(moment: ColumnElement[datetime], scope: Scope) -> ColumnElement[bool]:
    start, end = scope.window
    return and_(moment >= start, moment < end)


DEADLINE = Measure(
    "deadline",
    Said("有效时限", "effective deadline"),
    Said(
        "案件自带的，没有则为上报加类别的默认时限；到期前获准的延期、开始的缓办使它后移，"
        "这样的缓办期间不会到期",
        "the incident's own, else the report plus its category's default; extensions granted and "
        "pauses begun before it passed move it, and while such a pause lasts it does not pass",
    ),
)

MATCHING = Condition(
    Said("统计时点前已上报、符合筛选", "reported up to the instant that match the filter"),
    lambda scope: and_(*scope.filter.predicates(scope.as_of)),
)
NOT_VOIDED = Condition(Said("未作废", "not voided"), lambda _: ~i.c.voided)
VOIDED = Condition(Said("已作废", "voided"), lambda _: i.c.voided)
IN_PERIOD = Condition(
    Said("本期上报", "reported in the period"), lambda scope: within(i.c.reported_at, scope)
)
OPEN = Condition(Said("尚未结案", "not closed"), lambda _: i.c.closed_at.is_(None))
CLOSED = Condition(Said("已结案", "closed"), lambda _: i.c.closed_at.is_not(None))
PASSED = Condition(
    Said("有效时限已过", "whose effective deadline has passed"),
    lambda scope: passed(scope.as_of),
    term=DEADLINE,
)
AHEAD = Condition(
    Said("有效时限未过", "whose effective deadline has not passed"),
    lambda scope: and_(i.c.deadline.is_not(None), ~passed(scope.as_of)),
    term=DEADLINE,
)
PAUSED = Condition(Said("缓办中", "suspended"), lambda _: i.c.suspended_at.is_not(None))
NOT_PAUSED = Condition(Said("未缓办", "not suspended"), lambda _: i.c.suspended_at.is_(None))
WITH_PLACE = Condition(Said("有坐标", "with coordinates"), lambda _: i.c.lon.is_not(None))
WITHOUT_PLACE = Condition(Said("没有坐标", "without coordinates"), lambda _: i.c.lon.is_(None))

# Populations -------------------------------------------------------------------------------

ALL = Count(
    "all",
    Said("案件", "incidents"),
    None,
    (MATCHING,),
    group=Said("案件", "the incidents"),
    source=i,
)
LIVE = Count("live", Said("有效案件", "valid incidents"), ALL, (NOT_VOIDED,))


def cohort(key: str, name: Said, group: Said | None = None) -> Count:
    """The incidents reported in the period: what a panel is about, under its name for them."""
    return Count(key, name, ALL, (IN_PERIOD, NOT_VOIDED), group=group, kind="cohort")


COHORT = cohort("cohort", Said("本期案件", "cohort"), Said("本期案件", "the cohort"))
FILED = cohort("filed", Said("立案数", "filed"), Said("立案案件", "those filed"))
LOCATED = Count(
    "located",
    Said("有坐标案件", "located"),
    COHORT,
    (WITH_PLACE,),
    group=Said("有坐标案件", "those located"),
)
UNLOCATED = Count("unlocated", Said("无坐标", "without location"), COHORT, (WITHOUT_PLACE,))
