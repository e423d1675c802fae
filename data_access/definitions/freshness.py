"""Freshness: the age of every source."""

from __future__ import annotations

from data_access.definitions.vocabulary import Measure, Said

AGE = Measure(
    "age",
    Said("数据年龄", "age"),
    Said(
        "统计时点（过去的时段为其终点）减去该来源最新一条流转记录的时刻，不受筛选影响；"
        "超过来源自己的或通用的阈值（{stale_after}）为滞后",
        "the instant (of a past period its end) minus the moment of the source's newest event, "
        "unfiltered; late past the source's own threshold or the general one ({stale_after})",
    ),
)
NEWEST = Measure(
    "newest",
    Said("页首的时间", "time at the top"),
    Said(
        "所看来源中最新一条流转记录至今的时间；任一来源滞后时为琥珀色，并在此注明",
        "since the newest event of all the sources looked at; amber where any of them is late, "
        "and here it says which",
    ),
)
