"""Times of an incident: from its report to the first answer, and to its closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, literal

from data_access.definitions.incidents import CLOSED, OPEN, cohort
from data_access.definitions.response import HANDLING_TIME
from data_access.definitions.vocabulary import Condition, Count, Duration, Said
from data_access.flat import cases as i
from data_access.intervals import seconds_between

if TYPE_CHECKING:
    from data_access.questions import Scope

_UNIT = Said("每个案件", "each incident")
_BEGIN = Said("上报", "its report")

INCIDENTS = cohort(
    "incidents", Said("案件数", "incidents"), Said("本期案件", "the incidents of the period")
)
_ANSWERED = Condition(
    Said("已有人响应或处置", "that anybody has answered or resolved"),
    lambda _: i.c.response_seconds.is_not(None),
)
_UNHEARD = Condition(
    Said("无人响应或处置", "that nobody has answered or resolved"),
    lambda _: i.c.response_seconds.is_(None),
)


def _since_report(ended: ColumnElement[int], scope: Scope) -> ColumnElement[int]:
    """Active seconds up to the end, or so far."""
    until = func.coalesce(i.c.suspended_at, literal(scope.as_of, i.c.suspended_at.type))
    return func.coalesce(ended, seconds_between(i.c.active_from, until))


def _outcome(key: str, name: Said, *conditions: Condition) -> Count:
    return Count(key, name, INCIDENTS, conditions)


TO_RESPONSE = Duration(
    "to_response",
    Said("响应用时", "time to response"),
    _UNIT,
    _BEGIN,
    Said("任何人第一次响应或处置", "the first response or resolution by anybody"),
    of=INCIDENTS,
    ended=_outcome("ended", Said("已响应", "answered"), _ANSWERED),
    waiting=_outcome("waiting", Said("未响应", "not answered yet"), OPEN, _UNHEARD),
    never=_outcome("never", Said("未响应即结案", "closed unanswered"), CLOSED, _UNHEARD),
    seconds=lambda scope: _since_report(i.c.response_seconds, scope),
    bin=i.c.response_bin,
)
TO_CLOSING = Duration(
    "to_closing",
    Said("结案用时", "time to closing"),
    _UNIT,
    _BEGIN,
    Said("仍然有效的结案", "the closing that holds"),
    of=INCIDENTS,
    ended=_outcome("ended", Said("已结案", "closed"), CLOSED),
    waiting=_outcome("waiting", Said("在办", "not closed yet"), OPEN),
    seconds=lambda scope: _since_report(i.c.total_seconds, scope),
    bin=i.c.total_bin,
)
TIMES = (TO_RESPONSE, TO_CLOSING, HANDLING_TIME)
