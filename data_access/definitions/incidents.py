"""Incidents: what may be so of one, and the populations that are looked at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_

from data_access.definitions.vocabulary import Condition, Count, Judged, Measure, Neither, Said
from data_access.flat import cases as i
from data_access.predicates import passed

if TYPE_CHECKING:
    from data_access.questions import Scope


def within(moment: ColumnElement[datetime], scope: Scope) -> ColumnElement[bool]:
    start, end = scope.window
    return and_(moment >= start, moment < end)


DEADLINE = Measure(
    "deadline",
    Said("有效时限", "effective deadline"),
    Said(
        "案件自带的时限，没有则为上报时刻加类别的默认时限；到期前获准的延期、到期前开始的缓办使其"
        "顺延，这样的缓办期间不到期",
        "the incident's own, or else its report plus its category's default; extensions granted "
        "and pauses begun before it passes move it, and while such a pause lasts it does not pass",
    ),
)

MATCHING = Condition(
    Said("截至统计时点已上报、符合筛选", "reported up to the instant that match the filter"),
    lambda scope: and_(*scope.filtered()),
)
NOT_VOIDED = Condition(Said("未作废", "not voided"), Judged("voided", so=False))
VOIDED = Condition(Said("已作废", "voided"), Judged("voided"))
IN_PERIOD = Condition(
    Said("本期上报", "reported in the period"), lambda scope: within(i.c.reported_at, scope)
)
OPEN = Condition(Said("尚未结案", "not closed"), Judged("closed", so=False))
CLOSED = Condition(Said("已结案", "closed"), Judged("closed"))
PASSED = Condition(
    Said("有效时限已过", "past their effective deadline"),
    lambda scope: passed(scope.as_of),
    term=DEADLINE,
)
NO_DEADLINE = Condition(
    Said("自身和类别均无时限", "without a deadline of their own or of their category"),
    Judged("unlimited"),
)
AHEAD = Condition(
    Said("有效时限未过", "with their effective deadline still ahead"),
    Neither(PASSED, NO_DEADLINE),
    term=DEADLINE,
)
PAUSED = Condition(Said("缓办中", "suspended"), Judged("suspended"))
NOT_PAUSED = Condition(Said("未缓办", "not suspended"), Judged("suspended", so=False))
WITH_PLACE = Condition(Said("有坐标", "with coordinates"), Judged("located"))
WITHOUT_PLACE = Condition(Said("没有坐标", "without coordinates"), Judged("located", so=False))

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


_PERIOD = Said("本期案件", "the incidents of the period")
COHORT = cohort("cohort", Said("本期案件", "incidents of the period"), _PERIOD)
FILED = cohort("filed", Said("立案数", "filed"), Said("立案案件", "those filed"))
LOCATED = Count(
    "located",
    Said("有坐标案件", "located"),
    COHORT,
    (WITH_PLACE,),
    group=Said("有坐标案件", "those located"),
)
UNLOCATED = Count("unlocated", Said("无坐标", "without location"), COHORT, (WITHOUT_PLACE,))
