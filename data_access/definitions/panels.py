"""The keys of `onescreen figures`, by panel and table, in the order of docs/indicators."""

from __future__ import annotations

from data_access.definitions import closure, counts, coverage, feed, heat, loop, response, times
from data_access.definitions import incidents as i
from data_access.definitions import trend as t
from data_access.definitions.vocabulary import Definition, Duration, Measure, Said


def _key(key: str, zh: str, en: str, said_zh: str, said_en: str) -> Measure:
    """A key whose meaning is plain: it holds others, or names a unit."""
    return Measure(key, Said(zh, en), Said(said_zh, said_en))


_LIKEWISE = ("同上", "likewise")
_LEVEL = (
    _key("level", "级别", "level", "各单位的级别，0 为区", "of the units; 0 is the district"),
    _key("units", "各单位", "units", "所看区域的下一级", "one level below what is looked at"),
)
_CODE = _key("code", "代码", "code", "`null`：不属于已知单位", "`null`: of no known unit")
_NAME = _key("name", "名称", "name", "中文和英文", "Chinese and English")
_SECONDS = (
    _key("seconds", "秒", "seconds", "分位数的值", "of a percentile"),
    _key(
        "beyond",
        "超出",
        "beyond",
        "曲线降不到那里：只知道比已观察到的最长时间还长，显示为“> …”",
        "the curve does not come down so far: it is longer than the longest time observed, "
        "shown “> …”",
    ),
)
_PERCENTILES = (
    _key(
        "median",
        "中位数",
        "median",
        "Kaplan–Meier；没有任何时间时为 `null`",
        "Kaplan–Meier; `null` without any time at all",
    ),
    _key("p90", "90 分位", "90th percentile", *_LIKEWISE),
    *_SECONDS,
    _key(
        "answered_median",
        "中位数（仅已完成者）",
        "median of those that ended",
        "普通分位数，线性插值",
        "plain percentile, linear interpolation",
    ),
    _key(
        "answered_p90", "90 分位（仅已完成者）", "90th percentile of those that ended", *_LIKEWISE
    ),
)
_RATE = (
    _key("numerator", "分子", "numerator", "各比率的分子", "of each rate"),
    _key("denominator", "分母", "denominator", "各比率的分母", "of each rate"),
    _key(
        "value",
        "值",
        "value",
        "分母为 0 时为 `null`：既不是 0 %，也不是 100 %",
        "`null` over 0: neither 0 % nor 100 %",
    ),
    _key(
        "low", "区间下限", "low end", "95 % Wilson 计分区间", "of the 95 % interval, Wilson's score"
    ),
    _key("high", "区间上限", "high end", *_LIKEWISE),
    _key(
        "band",
        "分档",
        "band",
        "单位结案率的：`better` 明显偏高、`same` 无显著差异、`worse` 明显偏低、"
        "`few` 应结不足 {minimum} 件、`none` 无应结，见下",
        "of a unit's closure rate: `better`, `same`, `worse`, `few` (due are fewer than {minimum}), "
        "`none` (none due): see below",
    ),
)
_LOOP = (
    i.FILED,
    _key(
        "stages",
        "各阶段",
        "stages",
        "`reported` 上报、`dispatched` 派遣、`responded` 响应、`resolved` 处置、`closed` 核查结案",
        "`reported`, `dispatched`, `responded`, `resolved`, `closed`",
    ),
    _key("name", "阶段", "name", "其中一个", "one of them"),
    loop.REACHED["dispatched"],
    loop.REACHED[loop.LAST],
    loop.STANDING["dispatched"],
    loop.TIME["dispatched"],
    *_SECONDS,
)
_RESPONSE = (
    response.RESPONSE_TIME,
    _key(
        "departments",
        "各部门",
        "departments",
        "所有已知部门（或筛选的部门）",
        "every known department (or those of the filter)",
    ),
    _key("total", "合计", "total", "全部派遣", "all together"),
    _key("code", "代码", "code", "部门的代码", "of the department"),
    _NAME,
    response.ASSIGNMENTS,
    response.ANSWERED,
    response.WAITING,
    _key(
        "oldest_waiting",
        "最久等待",
        "longest wait",
        "“未响应”中等待最久的，精确到秒，扣除缓办",
        "of those not answered yet, exact, pauses taken out",
    ),
    response.PASSED_ON,
    response.UNANSWERED,
    *_PERCENTILES,
)


def _with_outcomes(duration: Duration) -> tuple[Definition, ...]:
    return (duration, duration.of, *duration.outcomes)


_TIMES = (*(one for each in times.TIMES for one in _with_outcomes(each)), *_PERCENTILES)
_COVERAGE = (
    *_LEVEL,
    _key(
        "total",
        "合计",
        "total",
        "所看的区域；选了多个区域时为其中最外层各区域之和",
        "what is looked at; of several chosen areas the sum of the outermost ones",
    ),
    _CODE,
    _NAME,
    coverage.INSTALLED,
    coverage.ONLINE,
    coverage.IN_ORDER,
    coverage.ONLINE_RATE,
    coverage.IN_ORDER_RATE,
    coverage.COVERED_AREA,
    coverage.AREA,
    coverage.COVERED_SHARE,
    i.LOCATED,
    coverage.COVERED,
    coverage.COVERED_INCIDENTS,
    coverage.CELLS,
    coverage.BLIND,
    _key(
        "share",
        "盲区的覆盖率",
        "share",
        "清单中每个盲区的面积覆盖率",
        "covered share of a blind unit in the list",
    ),
    _key(
        "incidents",
        "盲区的案件",
        "incidents",
        "其中的全部本期案件，不论有无坐标；多的在前",
        "all incidents of the cohort in it, located or not; most first",
    ),
    coverage.ASSUMED,
    _key(
        "computed_at",
        "计算于",
        "computed",
        "几何计算的时刻：摄像头或区域变动后计算，有最短间隔；新案件随到随判",
        "moment of the geometry: after a change of cameras or areas, with a shortest time between "
        "two; new incidents are looked at when they come",
    ),
)
_TREND = (
    t.STEP,
    t.STARTS,
    counts.NEW,
    counts.CLOSINGS,
    _key("usual_low", "常态下限", "usual, low end", t.USUAL.said.zh, t.USUAL.said.en),
    _key("usual_high", "常态上限", "usual, high end", *_LIKEWISE),
)
_FEED = (
    feed.ITEMS,
    _key("incident_id", "内部编号", "id", "哪个案件", "which incident"),
    _key("external_id", "案件编号", "external id", "该案件在来源中的编号", "in its source"),
    _key("source", "来源", "source", "来源系统", "which source system"),
    _key("seq", "序号", "sequence", "该案件的第几条记录", "which of the incident's events"),
    _key("moment", "时刻", "moment", "何时发生", "when it happened"),
    _key("kind", "事由", "kind", "发生何事", "what happened"),
    _key(
        "department",
        "部门",
        "department",
        "派遣的对象；没有则为经办部门；再没有则为主办部门",
        "whom it was dispatched to, else who acted, else who leads",
    ),
    _key("area", "区域", "area", "案件的区域", "of the incident"),
    _key("category", "类别", "category", "案件的类别", "of the incident"),
    _key("priority", "优先级", "priority", "案件的优先级", "of the incident"),
    _key("reported_at", "上报于", "reported", "案件的上报时刻", "of the incident"),
    feed.TIMES_SENT_BACK,
)

TABLES: dict[str, tuple[Definition, ...]] = {
    "counts": (*counts.COUNTS[:3], counts.CLOSINGS, *counts.COUNTS[3:]),
    "closure": (
        *_LEVEL,
        _key("total", "合计", "total", "各行之和", "the sum of the rows"),
        _CODE,
        _NAME,
        *closure.COUNTS,
    ),
    "rates": (*closure.RATES, *_RATE),
    "loop": _LOOP,
    "heat": (i.LOCATED, i.UNLOCATED, heat.OUTSIDE, heat.BANDWIDTH, *heat.LATTICE),
    "response": _RESPONSE,
    "times": _TIMES,
    "coverage": _COVERAGE,
    "trend": _TREND,
    "feed": _FEED,
}
