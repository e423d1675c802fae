"""Trend: new and closed in time, and what is usual."""

from __future__ import annotations

from data_access.definitions.vocabulary import Measure, Said

STEP = Measure(
    "step",
    Said("步长", "step"),
    Said(
        "时段不超过 {hourly} 天的按当地的小时，不超过 {daily} 天的按日，更长的按月；"
        "首段和末段可能不满",
        "local hours for a period of up to {hourly} days, days up to {daily} days, else months; "
        "the first and the last may be incomplete",
    ),
)
STARTS = Measure("starts", Said("起点", "starts"), Said("每段的起点", "where each of them begins"))
USUAL = Measure(
    "usual",
    Said("常态范围", "usual range"),
    Said(
        "时段之前 {weeks} 周同星期同钟点（按日则同星期）新增的平均值 ± {width}·√（φ·平均值），"
        "不低于 0；φ ≥ 1 是那些周的波动超出偶然（泊松）的倍数。"
        "按月显示、记录不够早、按状态、阶段筛选或仅看某一清单的案件时没有",
        "mean ± {width}·√(φ·mean), not below 0, of what was new in the same hour of the same weekday "
        "(by days: on the same weekday) in the {weeks} weeks before the period; φ ≥ 1 is how much "
        "more those weeks vary than by chance (Poisson). None for months, where the record does "
        "not reach back so far, and under a filter by status, stage or worklist, because these "
        "are of now",
    ),
)
