"""Trend: new and closed in time, and what is usual."""

from __future__ import annotations

from data_access.definitions.vocabulary import Measure, Said

STEP = Measure(
    "step",
    Said("步长", "step"),
    Said(
        "当地的时（`hour`，时段不超过 {hourly} 天）、日（`day`，不超过 {daily} 天）或月（`month`）；"
        "首段和末段可能不满",
        "the local hour (`hour`, up to {hourly} days), day (`day`, up to {daily} days) or month "
        "(`month`); the first and the last may be incomplete",
    ),
)
STARTS = Measure("starts", Said("起点", "starts"), Said("每段的起点", "where each of them begins"))
USUAL = Measure(
    "usual",
    Said("常态范围", "usual range"),
    Said(
        "时段之前 {weeks} 周同星期同钟点（按日则同星期）新增的平均值 ± {width}·√（φ·平均值），"
        "不低于 0；φ ≥ 1 是那些周的波动超出偶然（泊松）的倍数。"
        "按月、记录不够早或按状态筛选时没有",
        "of new ones: the mean ± {width}·√(φ·mean), not below 0, of the same hour of the same weekday "
        "(or the same weekday) in the {weeks} weeks before the period; φ ≥ 1 is how much more "
        "those weeks vary than chance (Poisson) would. None for months, where the record does not "
        "reach back so far, and under a status filter, because a status is of now",
    ),
)
