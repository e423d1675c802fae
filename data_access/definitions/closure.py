"""Closure: the cohort, judged at the instant, and its rates."""

from __future__ import annotations

from data_access.definitions.incidents import (
    AHEAD,
    ALL,
    CLOSED,
    FILED,
    IN_PERIOD,
    NO_DEADLINE,
    NOT_PAUSED,
    OPEN,
    PASSED,
    PAUSED,
    VOIDED,
)
from data_access.definitions.vocabulary import Condition, Count, Judged, Measure, Ratio, Said

# A department is judged by its own accepted resolution, not by the centre's verification.
IN_TIME = Condition(
    Said("不晚于有效时限结案", "closed at or before their effective deadline"),
    Judged("in_time"),
    departments=Condition(
        Said(
            "不晚于有效时限由该部门处置（没有该部门处置记录的以结案为准）",
            "resolved by that department at or before their effective deadline (closed, where no "
            "resolution of its own is known)",
        ),
        Judged("done_in_time"),
    ),
)
TOO_LATE = Condition(
    Said("晚于有效时限结案", "closed after their effective deadline"),
    Judged("too_late"),
    departments=Condition(
        Said(
            "晚于有效时限由该部门处置（没有该部门处置记录的以结案为准）",
            "resolved by that department after their effective deadline (closed, where no "
            "resolution of its own is known)",
        ),
        Judged("done_too_late"),
    ),
)
RETURNED = Condition(
    Said("至少被核查退回一次", "sent back by verification at least once"),
    Judged("returned"),
)
DECIDED = Condition(
    Said(
        "至少有一次核查结论（通过或退回），或已结案（结案即视为核查通过）",
        "with at least one decision of verification: passed, sent back, or closed",
    ),
    Judged("decided"),
)
EXTENDED = Condition(
    Said("曾在到期前获准延期", "with an extension granted in time"), Judged("extended")
)

DUE = Count("due", Said("应结案数", "due"), FILED, (PASSED,), group=Said("应结案件", "those due"))
DUE_CLOSED = Count(
    "closed",
    Said("结案数", "closed"),
    DUE,
    (CLOSED,),
    group=Said("已结案的应结案件", "those due and closed"),
)
ON_TIME = Count("on_time", Said("按期结案数", "closed on time"), DUE_CLOSED, (IN_TIME,))
CLOSED_LATE = Count("closed_late", Said("超期结案数", "closed late"), DUE_CLOSED, (TOO_LATE,))
OVERDUE = Count("overdue", Said("超期未结数", "overdue"), DUE, (OPEN,))
CLOSED_EARLY = Count("closed_early", Said("提前结案数", "closed early"), FILED, (CLOSED, AHEAD))
NOT_YET_DUE = Count(
    "not_yet_due", Said("未到期数", "not yet due"), FILED, (OPEN, NOT_PAUSED, AHEAD)
)
SUSPENDED = Count("suspended", Said("缓办数", "suspended"), FILED, (OPEN, PAUSED, AHEAD))
UNLIMITED = Count("no_deadline", Said("无时限数", "without deadline"), FILED, (NO_DEADLINE,))
SET_ASIDE = Count("voided", Said("作废数", "voided"), ALL, (IN_PERIOD, VOIDED))
CHECKED = Count(
    "decided",
    Said("已核查案件数", "verified"),
    FILED,
    (DECIDED,),
    group=Said("已核查案件", "those verified"),
)
SENT_BACK = Count("returned", Said("退回案件数", "sent back"), CHECKED, (RETURNED,))
PROLONGED = Count("extended", Said("延期案件数", "extended"), DUE, (EXTENDED,))

CLOSURE_RATE = Ratio("closure_rate", Said("结案率", "closure rate"), (DUE_CLOSED,), DUE)
ON_TIME_RATE = Ratio("on_time_rate", Said("按期结案率", "on-time closure rate"), (ON_TIME,), DUE)
OVERDUE_RATE = Ratio("overdue_rate", Said("超期率", "overdue rate"), (CLOSED_LATE, OVERDUE), DUE)
REWORK_RATE = Ratio("rework_rate", Said("返工率", "rework rate"), (SENT_BACK,), CHECKED)
EXTENSION_RATE = Ratio("extension_rate", Said("延期率", "extension rate"), (PROLONGED,), DUE)

INTERVAL = Measure(
    "interval",
    Said("95% 区间", "95 % interval"),
    Said(
        "Wilson 计分区间；分母越小越宽", "Wilson's score interval; wider for smaller denominators"
    ),
)
BANDS = Measure(
    "band",
    Said("分档", "bands"),
    Said(
        "结案率与其余单位之和比较：▲ 明显偏高、▼ 明显偏低，均超出偶然（双侧计分检验，"
        "φ ≥ 1 校正单位间的波动，Benjamini–Hochberg 5 %）；其余为无显著差异，前后不分高下；"
        "应结不足 {minimum} 件的不排名",
        "a unit's closure rate against the others together: ▲ clearly higher, ▼ clearly lower, "
        "both beyond chance (two-sided score test, φ ≥ 1 for how much units vary, "
        "Benjamini–Hochberg at 5 %); the rest cannot be told apart, whatever their order; "
        "with fewer than {minimum} due a unit is not ranked",
    ),
)

COUNTS = (
    FILED,
    DUE,
    DUE_CLOSED,
    ON_TIME,
    CLOSED_LATE,
    OVERDUE,
    CLOSED_EARLY,
    NOT_YET_DUE,
    SUSPENDED,
    UNLIMITED,
    SET_ASIDE,
    SENT_BACK,
    CHECKED,
    PROLONGED,
)
BESIDE = (CLOSED_EARLY, NOT_YET_DUE, SUSPENDED, UNLIMITED, SET_ASIDE)
"""What a rate does not judge, and says beside it."""
RATES = (CLOSURE_RATE, ON_TIME_RATE, OVERDUE_RATE, REWORK_RATE, EXTENSION_RATE)
