"""Change: what the counts of the strip are compared with, and what a clear change is."""

from __future__ import annotations

from data_access.definitions.vocabulary import Measure, Said

COMPARISON = Measure(
    "before",
    Said("对比", "comparison"),
    Said(
        "时段之前同样长的一段：今天与昨日同时之前，本月与上月已过去的同样长一段，上月与其前一月，"
        "自选日期与之前同样天数（整月则与上一月）；按现在所知计算。"
        "记录未覆盖整个对比时段、时段尚未开始、按状态、阶段筛选或仅看某一清单的案件时没有",
        "as much time before the period: today against yesterday up to the same time, this month "
        "against as much of the month before, last month against the one before it, days of your "
        "own against as many before (a calendar month against the month before); by what is known "
        "now. None where the record does not reach back over all of it, where the period has not "
        "begun, and under a filter by status, stage or worklist, because these are of now",
    ),
)
THEN = Measure(
    "then",
    Said("存量的对比", "comparison of a stock"),
    Said(
        "对比时段终点那一刻的在办、超期未结：当时已上报、未结案（超期未结则有效时限已过）的，"
        "按现在的内容、且现在未作废；不判断显著与否。时段已结束的没有",
        "open and overdue at the very end of that time: reported and not closed by then (overdue: "
        "past their effective deadline), with their fields as they are now and not voided now; "
        "whether it is clear is not judged. None of a period that is over",
    ),
)
CLEAR = Measure(
    "clear",
    Said("显著增减", "clear change"),
    Said(
        "z 超出 ±{clear_z}，否则无显著变化；z = 2(√(a/Ea) − √(b/Eb)) / √(φ(1/Ea + 1/Eb))，"
        "a、b 为本期与对比的数，Ea、Eb 为各自经过的小时；φ ≥ 1 为时段之前 {weeks} 周每日同一段"
        "（与时段已过去的同样长，最多一整日）的数围绕同星期平均值的波动超出偶然（泊松）的倍数。"
        "记录不够早时不判断",
        "z beyond ±{clear_z}, else no clear change; z = 2(√(a/Ea) − √(b/Eb)) / √(φ(1/Ea + 1/Eb)) of the "
        "counts a and b of the period and the comparison, in Ea and Eb elapsed hours; φ ≥ 1 is how "
        "much more than by chance (Poisson) the same part of each day (as long as has passed of "
        "the period, at most all of it) varies around its weekday's mean in the {weeks} weeks "
        "before. Not judged where the record does not reach back so far",
    ),
)

OF_FLOW = (COMPARISON, CLEAR)
OF_STOCK = (COMPARISON, THEN)
