"""The keys of `onescreen figures`, by panel and table, in the order of docs/indicators."""

from __future__ import annotations

from data_access.definitions import (
    change,
    closure,
    counts,
    coverage,
    departments,
    feed,
    heat,
    loop,
    response,
    times,
    worklists,
)
from data_access.definitions import incidents as i
from data_access.definitions import trend as t
from data_access.definitions.keys import LIKEWISE, NAME, PERCENTILES, RATE, SECONDS, key
from data_access.definitions.vocabulary import Definition, Duration

_LEVEL = (
    key("level", "级别", "level", "各单位的级别，0 为区", "of the units; 0 is the district"),
    key("units", "各单位", "units", "所看区域的下一级", "one level below what is looked at"),
)
_CODE = key("code", "代码", "code", "`null`：不属于已知单位", "`null`: of no known unit")
_LOOP = (
    i.FILED,
    key(
        "stages",
        "各阶段",
        "stages",
        "`reported` 上报、`dispatched` 派遣、`responded` 响应、`resolved` 处置、`closed` 核查结案",
        "`reported`, `dispatched`, `responded`, `resolved`, `closed`",
    ),
    key("name", "阶段", "name", "其中一个", "one of them"),
    loop.REACHED["dispatched"],
    loop.REACHED[loop.LAST],
    loop.STANDING["dispatched"],
    loop.TIME["dispatched"],
    *SECONDS,
)
_RESPONSE = (
    response.RESPONSE_TIME,
    key(
        "departments",
        "各部门",
        "departments",
        "所有已知部门（或筛选的部门）",
        "every known department (or those of the filter)",
    ),
    key("total", "合计", "total", "全部派遣", "all together"),
    key("code", "代码", "code", "部门的代码", "of the department"),
    NAME,
    response.ASSIGNMENTS,
    response.ANSWERED,
    response.WAITING,
    response.OLDEST,
    response.PASSED_ON,
    response.UNANSWERED,
    *PERCENTILES,
)


def _with_outcomes(duration: Duration) -> tuple[Definition, ...]:
    return (duration, duration.of, *duration.outcomes)


_DEPARTMENTS: tuple[Definition, ...] = (
    key(
        "departments",
        "各部门",
        "departments",
        "所有已知部门（或筛选的部门）；有不计入任何部门的案件时另有一行",
        "every known department (or those of the filter), and a row of the incidents that count "
        "with none, if there are any",
    ),
    key("total", "合计", "total", "各行之和", "the sum of the rows"),
    key(
        "code",
        "代码",
        "code",
        "部门的代码；`null`：不计入任何部门",
        "of the department; `null`: with none",
    ),
    NAME,
    *departments.COUNTS,
    *departments.RATES,
    *RATE[:-1],
    key(
        "band",
        "分档",
        "band",
        "部门按期结案率的，含义与各区域的相同",
        "of a department's on-time closure rate, with the meanings it has for areas",
    ),
)
_TIMES = (*(one for each in times.TIMES for one in _with_outcomes(each)), *PERCENTILES)
_COVERAGE = (
    *_LEVEL,
    key(
        "total",
        "合计",
        "total",
        "所看的区域；选了多个区域时为其中最外层各区域之和",
        "what is looked at; of several chosen areas the sum of the outermost ones",
    ),
    _CODE,
    NAME,
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
    key(
        "share",
        "盲区的覆盖率",
        "share",
        "清单中每个盲区的面积覆盖率",
        "covered share of a blind unit in the list",
    ),
    key(
        "incidents",
        "盲区的案件",
        "incidents",
        "其中的全部本期案件，不论有无坐标；多的在前",
        "all incidents of the cohort in it, located or not; most first",
    ),
    coverage.ASSUMED,
    key(
        "computed_at",
        "计算于",
        "computed",
        "几何计算的时刻：摄像头或区域变动后计算，有最短间隔；新案件随到随判",
        "moment of the geometry: after a change of cameras or areas, with a shortest time between "
        "two; new incidents are looked at when they come",
    ),
)
_CHANGE = (
    key("start", "对比起点", "start", change.COMPARISON.said.zh, change.COMPARISON.said.en),
    key("end", "对比终点", "end", "不含这一刻", "not included"),
    counts.NEW,
    counts.CLOSINGS,
    counts.NOW_OPEN,
    counts.NOW_OVERDUE,
    key("now", "本期", "now", "其中一个数，与 `counts` 中的相同", "one of these, as in `counts`"),
    key(
        "before",
        "对比",
        "before",
        f"同一个数在对比时段内的；没有对比时为“–”。存量：{change.THEN.said.zh}",
        "the same in the comparison period; '–' where there is none. Of a stock: "
        f"{change.THEN.said.en}",
    ),
    key("difference", "增减", "difference", "本期 − 对比", "now − before"),
    key("z", "z", "z", change.CLEAR.said.zh, change.CLEAR.said.en),
    key(
        "clear",
        "显著增减",
        "clear change",
        "`more` 显著增多、`less` 显著减少、`same` 无显著变化",
        "`more`, `less`, or `same`: no clear change",
    ),
)
_TREND = (
    key(
        "step",
        t.STEP.name.zh,
        t.STEP.name.en,
        f"`hour`、`day` 或 `month`：{t.STEP.said.zh}",
        f"`hour`, `day` or `month`: {t.STEP.said.en}",
    ),
    t.STARTS,
    counts.NEW,
    counts.CLOSINGS,
    key("usual_low", "常态下限", "usual, low end", t.USUAL.said.zh, t.USUAL.said.en),
    key("usual_high", "常态上限", "usual, high end", *LIKEWISE),
)
_FEED = (
    feed.ITEMS,
    key("incident_id", "内部编号", "id", "哪个案件", "which incident"),
    key("external_id", "案件编号", "external id", "该案件在来源中的编号", "in its source"),
    key("source", "来源", "source", "来源系统", "which source system"),
    key("seq", "序号", "sequence", "该案件的第几条记录", "which of the incident's events"),
    key("moment", "时刻", "moment", "何时发生", "when it happened"),
    key("kind", "事由", "kind", "发生何事", "what happened"),
    key(
        "department",
        "部门",
        "department",
        "派遣的对象；没有则为经办部门；再没有则为主办部门",
        "whom it was dispatched to, else who acted, else who leads",
    ),
    key("area", "区域", "area", "案件的区域", "of the incident"),
    key("category", "类别", "category", "案件的类别", "of the incident"),
    key("priority", "优先级", "priority", "案件的优先级", "of the incident"),
    key("reported_at", "上报于", "reported", "案件的上报时刻", "of the incident"),
    feed.TIMES_SENT_BACK,
)

TABLES: dict[str, tuple[Definition, ...]] = {
    "counts": (*counts.COUNTS[:3], counts.CLOSINGS, *counts.COUNTS[3:]),
    "change": _CHANGE,
    "closure": (
        *_LEVEL,
        key("total", "合计", "total", "各行之和", "the sum of the rows"),
        _CODE,
        NAME,
        *closure.COUNTS,
    ),
    "rates": (*closure.RATES, *RATE),
    "loop": _LOOP,
    "heat": (i.LOCATED, i.UNLOCATED, heat.OUTSIDE, heat.BANDWIDTH, *heat.LATTICE),
    "response": _RESPONSE,
    "times": _TIMES,
    "departments": _DEPARTMENTS,
    "coverage": _COVERAGE,
    "trend": _TREND,
    "feed": _FEED,
    "worklists": worklists.WORKLISTS,
}
