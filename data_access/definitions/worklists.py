"""Worklists: the open incidents that somebody should look at now."""

from __future__ import annotations

from data_access.definitions.counts import NOW_OPEN, NOW_OVERDUE
from data_access.definitions.incidents import DEADLINE
from data_access.definitions.vocabulary import Condition, Count, Measure, Said
from data_access.predicates import on_worklist, word_predicate

RESPONSE_NORM = Measure(
    "response_norm",
    Said("响应时限", "norm of a response"),
    Said(
        "部门自己的时限，没有则为 {response_norm}；从最近一次派遣（或退回）起，扣除缓办",
        "the department's own, else {response_norm}; from the last dispatch (or sending back) on, "
        "pauses taken out",
    ),
)

LIKELY_SAME = Measure(
    "likely_same",
    Said("同一件事（疑似）", "likely the same"),
    Said(
        "另一来源上报的未作废案件（在办或已结）：相距不超过 {repeat_radius}，上报相隔不超过 "
        "{duplicate_hours} 小时，上级类别相同（或其一未分类），描述加地址相似度不低于 {alike}（或其一没有文字）",
        "an incident of another source that is not voided (open or closed): within {repeat_radius}, "
        "reported within {duplicate_hours} h, of the same upper category (or one of the two of none), "
        "description and address at least {alike} alike (or one of the two without any)",
    ),
)


def _listed(word: str, zh: str, en: str, term: Measure | None = None) -> Condition:
    return Condition(
        Said(zh, en),
        lambda scope: on_worklist(word, scope.as_of, scope.settings, scope.filter.reach),
        term=term,
    )


def _narrowed(word: str, zh: str, en: str) -> Condition:
    return Condition(
        Said(zh, en),
        lambda scope: word_predicate(word, scope.as_of, scope.settings, scope.filter.reach),
    )


DUE_2H = Count(
    "due2h",
    Said("2 小时内到期", "due within 2 h"),
    NOW_OPEN,
    (
        _listed(
            "due2h",
            "未缓办、有效时限在此后 2 小时之内",
            "not suspended whose effective deadline is at most 2 hours ahead",
            DEADLINE,
        ),
    ),
)
DUE_24H = Count(
    "due24h",
    Said("24 小时内到期", "due within 24 h"),
    NOW_OPEN,
    (
        _listed(
            "due24h",
            "未缓办、有效时限在此后 24 小时之内",
            "not suspended whose effective deadline is at most 24 hours ahead",
            DEADLINE,
        ),
    ),
)
UNANSWERED = Count(
    "unanswered",
    Said("超时未响应", "unanswered past the norm"),
    NOW_OPEN,
    (
        _listed(
            "unanswered",
            "未缓办、已派遣而从无任何部门响应、超过主办部门响应时限（{response_norm}）",
            "not suspended that nobody has answered since they were dispatched, for longer than "
            "the norm of the department that leads them ({response_norm})",
            RESPONSE_NORM,
        ),
    ),
)
SENT_BACK_AGAIN = Count(
    "returned",
    Said("退回一次以上", "sent back more than once"),
    NOW_OPEN,
    (_narrowed("returned", "被核查退回一次以上", "sent back by verification more than once"),),
)
PAUSED_LONG = Count(
    "paused",
    Said("缓办过久", "suspended too long"),
    NOW_OPEN,
    (
        _listed(
            "paused",
            "缓办已超过规定时长（{suspended_norm}）",
            "suspended for longer than the norm ({suspended_norm})",
        ),
    ),
)
WITHOUT_LOCATION = Count(
    "unlocated",
    Said("无坐标", "without location"),
    NOW_OPEN,
    (_narrowed("unlocated", "没有坐标", "without coordinates"),),
)
REOPENED = Count(
    "reopened",
    Said("重新在办", "open again"),
    NOW_OPEN,
    (
        _listed(
            "reopened",
            "曾经结案、重新立案或被退回后又在办",
            "closed before, and reopened or sent back since",
        ),
    ),
)
DUPLICATES = Count(
    "duplicates",
    Said("疑似重复", "likely duplicates"),
    NOW_OPEN,
    (
        _listed(
            "duplicates",
            "另一来源疑似也上报了同一件事",
            "that another source is likely to have reported, too",
            LIKELY_SAME,
        ),
    ),
)

WORKLISTS = (
    NOW_OVERDUE, DUE_2H, DUE_24H, UNANSWERED, SENT_BACK_AGAIN, PAUSED_LONG, WITHOUT_LOCATION,
    REOPENED, DUPLICATES,
)  # fmt: skip
"""In the order in which they are shown."""
