"""Response: how long departments take to answer, and to handle, what is assigned to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, func, literal, true

from data_access.definitions.vocabulary import Condition, Count, Duration, Measure, Said
from data_access.flat import dispatches as a
from data_access.intervals import seconds_between

if TYPE_CHECKING:
    from data_access.questions import Scope


def _of_cohort(scope: Scope) -> ColumnElement[bool]:
    start, end = scope.window
    return and_(
        *scope.filtered(a, department=False),
        a.c.reported_at >= start,
        a.c.reported_at < end,
        ~a.c.voided,
    )


def _outcome(name: str) -> ColumnElement[bool]:
    return a.c.outcome == name


ASSIGNMENTS = Count(
    "assignments",
    Said("派遣次数", "assignments"),
    None,
    (
        Condition(
            Said("派给一个部门（主办或协办）", "to one department, as lead or co-handler"),
            lambda _: true(),
            departments=Condition(
                Said(
                    "派给所筛选的一个部门（主办或协办）",
                    "to one of the departments of the filter, as lead or co-handler",
                ),
                lambda scope: a.c.department.in_(scope.filter.departments),
            ),
        ),
        Condition(
            Said(
                "所属案件本期上报、未作废、除部门外符合筛选",
                "of incidents reported in the period, not voided, that match the filter but for "
                "departments",
            ),
            _of_cohort,
        ),
    ),
    group=Said("派遣", "the assignments"),
    kind="cohort",
    source=a,
)
ANSWERED = Count(
    "answered",
    Said("已响应", "answered"),
    ASSIGNMENTS,
    (
        Condition(
            Said("该部门已响应或处置", "that their department answered or resolved"),
            lambda _: _outcome("answered"),
        ),
    ),
)
WAITING = Count(
    "waiting",
    Said("未响应", "not answered yet"),
    ASSIGNMENTS,
    (
        Condition(
            Said("该部门尚未响应", "that their department has not answered yet"),
            lambda _: _outcome("waiting"),
        ),
    ),
)
PASSED_ON = Count(
    "passed_on",
    Said("未响应即转出", "passed on unanswered"),
    ASSIGNMENTS,
    (
        Condition(
            Said(
                "作为主办部门在响应之前被改派他人",
                "whose lead went to another department before any answer",
            ),
            lambda _: _outcome("passed_on"),
        ),
    ),
)
UNANSWERED = Count(
    "unanswered",
    Said("未响应即结案", "closed unanswered"),
    ASSIGNMENTS,
    (
        Condition(
            Said(
                "响应之前案件已结案，或结案之后才派遣",
                "whose incident was closed before any answer, or before the dispatch",
            ),
            lambda _: _outcome("unanswered"),
        ),
    ),
)


def _answering(scope: Scope) -> ColumnElement[int]:
    until = func.coalesce(a.c.paused_at, literal(scope.as_of, a.c.paused_at.type))
    waited = seconds_between(a.c.active_from, until)
    return case((_outcome("waiting"), waited), else_=a.c.active_seconds)


_UNIT = Said("每次派遣", "each assignment")
_BEGIN = Said(
    "派出（主办部门被核查退回的，从退回算起）",
    "its dispatch (where verification sent the case back to the lead, from then)",
)

RESPONSE_TIME = Duration(
    "",  # the panel itself
    Said("响应时间", "response time"),
    _UNIT,
    _BEGIN,
    Said("该部门第一次响应或处置", "that department's first response or resolution"),
    of=ASSIGNMENTS,
    ended=ANSWERED,
    waiting=WAITING,
    seconds=_answering,
    bin=a.c.answer_bin,
    passed_on=PASSED_ON,
    never=UNANSWERED,
)

OLDEST = Measure(
    "oldest_waiting",
    Said("最久等待", "longest wait"),
    Said(
        "“未响应”中等待最久的，精确到秒，扣除缓办",
        "of those not answered yet, exact, pauses taken out",
    ),
)
PLAIN = Measure(
    "answered_median",
    Said("仅已响应者", "of those answered"),
    Said(
        "已响应的派遣的普通分位数，线性插值；不含未响应的，看起来会偏快",
        "plain percentiles of the answered assignments, linear interpolation; without those that "
        "are not answered they look too fast",
    ),
)

# Handling ----------------------------------------------------------------------------------

_HANDLED = a.c.handled_seconds.is_not(None)
_STAYS = and_(~_HANDLED, a.c.outcome != "passed_on")


def _handling(scope: Scope) -> ColumnElement[int]:
    until = func.coalesce(a.c.suspended_at, literal(scope.as_of, a.c.suspended_at.type))
    begun = func.coalesce(a.c.active_from, a.c.started_at)
    waited = seconds_between(begun, until)
    return case(
        (_HANDLED, a.c.handled_seconds),
        (_outcome("passed_on"), a.c.active_seconds),
        else_=func.greatest(waited, 0),
    )


HANDLED = Count(
    "ended",
    Said("已处置", "resolved"),
    ASSIGNMENTS,
    (Condition(Said("该部门已处置", "that their department resolved"), lambda _: _HANDLED),),
)
UNHANDLED = Count(
    "waiting",
    Said("未处置", "not resolved yet"),
    ASSIGNMENTS,
    (
        Condition(
            Said(
                "案件尚未结案而该部门尚未处置",
                "whose incident is not closed and that their department has not resolved yet",
            ),
            lambda _: and_(_STAYS, a.c.closed_at.is_(None)),
        ),
    ),
)
GIVEN_AWAY = Count(
    "passed_on",
    PASSED_ON.name,
    ASSIGNMENTS,
    (
        *PASSED_ON.conditions,
        Condition(
            Said("该部门此后也未处置", "that their department did not resolve afterwards either"),
            lambda _: ~_HANDLED,
        ),
    ),
)
CLOSED_UNHANDLED = Count(
    "never",
    Said("未处置即结案", "closed unresolved"),
    ASSIGNMENTS,
    (
        Condition(
            Said(
                "案件已结案而该部门没有处置",
                "whose incident was closed without a resolution of their department",
            ),
            lambda _: and_(_STAYS, a.c.closed_at.is_not(None)),
        ),
    ),
)
HANDLING_TIME = Duration(
    "handling",
    Said("处置用时", "handling time"),
    _UNIT,
    _BEGIN,
    Said("该部门第一次处置", "that department's first resolution"),
    of=ASSIGNMENTS,
    ended=HANDLED,
    waiting=UNHANDLED,
    seconds=_handling,
    bin=a.c.handled_bin,
    passed_on=GIVEN_AWAY,
    never=CLOSED_UNHANDLED,
)
