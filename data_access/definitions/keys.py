"""Keys that the figures of several panels share."""

from __future__ import annotations

from data_access.definitions.vocabulary import Measure, Said


def key(key: str, zh: str, en: str, said_zh: str, said_en: str) -> Measure:
    """A key whose meaning is plain: it holds others, or names a unit."""
    return Measure(key, Said(zh, en), Said(said_zh, said_en))


LIKEWISE = ("同上", "likewise")
NAME = key("name", "名称", "name", "中文和英文", "Chinese and English")
SECONDS = (
    key("seconds", "秒", "seconds", "分位数的值", "of a percentile"),
    key(
        "beyond",
        "超出",
        "beyond",
        "曲线降不到那里：只知道比已观察到的最长时间还长，显示为“> …”",
        "the curve does not come down so far: it is longer than the longest time observed, "
        "shown '> …'",
    ),
)
PERCENTILES = (
    key(
        "median",
        "中位数",
        "median",
        "Kaplan–Meier；没有任何时间时为 `null`",
        "Kaplan–Meier; `null` without any time at all",
    ),
    key("p90", "90 分位", "90th percentile", *LIKEWISE),
    *SECONDS,
    key(
        "answered_median",
        "中位数（仅已完成者）",
        "median of those that ended",
        "普通分位数，线性插值",
        "plain percentile, linear interpolation",
    ),
    key("answered_p90", "90 分位（仅已完成者）", "90th percentile of those that ended", *LIKEWISE),
)
RATE = (
    key("numerator", "分子", "numerator", "各比率的分子", "of each rate"),
    key("denominator", "分母", "denominator", "各比率的分母", "of each rate"),
    key(
        "value",
        "值",
        "value",
        "分母为 0 时为 `null`：既不是 0 %，也不是 100 %",
        "`null` over 0: neither 0 % nor 100 %",
    ),
    key(
        "low", "区间下限", "low end", "95 % Wilson 计分区间", "of the 95 % interval, Wilson's score"
    ),
    key("high", "区间上限", "high end", *LIKEWISE),
    key(
        "band",
        "分档",
        "band",
        "单位结案率的：`better` 明显偏高、`same` 无显著差异、`worse` 明显偏低、"
        "`few` 应结不足 {minimum} 件、`none` 无应结，见下",
        "of a unit's closure rate: `better`, `same`, `worse`, `few` (due are fewer than {minimum}), "
        "`none` (none due): see below",
    ),
)
