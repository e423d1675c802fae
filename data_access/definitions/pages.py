"""The tables of docs/indicators, made from the definitions and put between their markers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data_access import statistics
from data_access.definitions import constants as c
from data_access.definitions.panels import TABLES
from data_access.definitions.vocabulary import (
    Count,
    Definition,
    Duration,
    Measure,
    Ratio,
    Said,
    counts_of,
)
from data_access.definitions.wording import KINDS, defined, duration, fraction
from data_access.live import fields, publisher
from data_access.settings import Settings

PAGES = {"indicators.md": "en", "indicators.zh-CN.md": "zh"}
_BETWEEN = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_HEADS = (Said("键", "key"), Said("名称", "name"), Said("口径", "definition"))
_BY_DEFAULT = Said("默认 {}", "{} by default")
_NO_KEY = "–"  # of a population that is not printed itself

_SETTINGS = {  # which of the constants a city sets
    "minimum": "min_denominator",
    "blind_share": "blind_share",
    "bandwidth": "heat_bandwidth_m",
    "camera_range": "camera_range_m",
    "stale_after": "stale_after_seconds",
    "response_norm": "response_norm_seconds",
    "suspended_norm": "suspended_norm_seconds",
}
_CONSTANTS = (
    (Said("参加排名的最小分母", "minimum denominator of a ranked unit"), "{minimum}"),
    (Said("盲区标准", "blind share"), "{blind_share}"),
    (Said("带宽", "bandwidth"), "{bandwidth}"),
    (Said("摄像头假定视距", "assumed range of a camera"), "{camera_range}"),
    (Said("来源滞后的阈值", "age at which a source is late"), "{stale_after}"),
    (Said("响应时限", "norm of a response"), "{response_norm}"),
    (Said("缓办过久的界限", "how long a case may be suspended"), "{suspended_norm}"),
    (Said("热力：核在几倍带宽处截断", "bandwidths after which the kernel is cut off"), "{reach}"),
    (
        Said("常态范围和显著增减所用的周数", "weeks of the usual band and of a clear change"),
        "{weeks}",
    ),
    (Said("常态范围每侧的标准差数", "standard deviations to each side of it"), "{width}"),
    (
        Said("显著增减：z 须超出的正负值", "clear change of a count: z beyond plus or minus"),
        "{clear_z}",
    ),
    (Said("按小时显示的最长时段（天）", "longest period by hours, days"), "{hourly}"),
    (Said("按日显示的最长时段（天）", "longest period by days, days"), "{daily}"),
    (Said("动态的条数", "events in the feed"), "{newest}"),
    (Said("同一地点的半径", "radius of the same place"), "{repeat_radius}"),
    (Said("同一地点前后的天数", "days before and after at the same place"), "{repeat_days}"),
    (Said("同一地点列出的件数", "incidents listed of the same place"), "{repeats_shown}"),
    (
        Said("疑似重复的上报间隔（小时）", "hours between the reports of likely duplicates"),
        "{duplicate_hours}",
    ),
    (Said("疑似重复的文字相似度", "similarity of the texts of likely duplicates"), "{alike}"),
    (
        Said("热力格点：每个带宽的格数", "cells of the lattice to a bandwidth"),
        c.CELLS_PER_BANDWIDTH,
    ),
    (
        Said("格点：沿长边最多的格数", "the most cells along the longer side of the lattice"),
        c.MOST_CELLS,
    ),
    (
        Said("分档求 φ 时每端缩尾", "winsorised at each end, for φ of the bands"),
        f"{statistics.WINSORISED * 100:g} %",
    ),
    (
        Said("四分之一圆用的多边形边数", "sides of a polygon for a quarter circle"),
        fields._QUARTER,
    ),
    (
        Said("两次几何计算的最短间隔", "shortest time between two computations of the geometry"),
        f"{publisher._GEOMETRY_PACE.total_seconds():g} s",
    ),
)


def written(page: str, language: str) -> str:
    """A page with all of its tables made anew; the prose around them stays."""

    def replace(found: re.Match[str]) -> str:
        lines = constants(language) if found[2] == "constants" else table(found[2], language)
        return "".join((found[1], *(f"| {' | '.join(line)} |\n" for line in lines), found[3]))

    return _BETWEEN.sub(replace, page)


def table(name: str, language: str) -> Iterable[list[str]]:
    """Head and rows of the table of a panel, the populations that it rests on first."""
    own = TABLES[name]
    with_kind = name == "counts"
    heads = [head.of(language) for head in _HEADS]
    if with_kind:
        heads.insert(2, "类" if language == "zh" else "kind")
    yield heads
    yield ["---"] * len(heads)
    rests_on = dict.fromkeys(
        count for one in own if isinstance(one, Count) for count in one.chain if count not in own
    )
    for one in [*rests_on, *own]:
        row = [
            f"`{one.key}`" if one in own and one.key else _NO_KEY,
            one.name.of(language),
            _definition(one, language).format(**_values(language)),
        ]
        if with_kind:
            row.insert(2, _kind(one, language))
        yield row


def constants(language: str) -> Iterable[list[str]]:
    """Head and rows of the table of constants."""
    yield ["项目", "值"] if language == "zh" else ["what", "value"]
    yield ["---"] * 2
    plain = c.constants(Settings.model_construct())
    for name, value in _CONSTANTS:
        setting = _SETTINGS.get(str(value).strip("{}"))
        variable = f"`ONESCREEN_{setting.upper()}`" if setting else ""
        if variable:
            variable = f"（{variable}）" if language == "zh" else f" ({variable})"
        yield [name.of(language) + variable, str(value).format(**plain)]


def _definition(one: Definition, language: str) -> str:
    match one:
        case Count():
            return defined(one, language)
        case Ratio():
            return fraction(one, language)
        case Duration():
            return duration(one, language)
        case Measure():
            return one.said.of(language)


def _kind(one: Definition, language: str) -> str:
    kinds = [count.kind for count in counts_of(one) if count.kind]
    return KINDS[kinds[-1]].name.of(language) if kinds else ""


def _values(language: str) -> dict[str, str]:
    """The constants; those that a city sets are said to be defaults."""
    values = c.constants(Settings.model_construct())
    for name in _SETTINGS:
        values[name] = _BY_DEFAULT.of(language).format(values[name])
    return values
