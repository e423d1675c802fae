"""Coverage: cameras, and what they see."""

from __future__ import annotations

from sqlalchemy import and_, true

from data_access.definitions.incidents import LOCATED
from data_access.definitions.vocabulary import Condition, Count, Judged, Measure, Ratio, Said
from data_access.record.tables import cameras as c

_SECTOR = Measure(
    "field_of_view",
    Said("视域", "field of view"),
    Said(
        "扇形（方位角、视场角、视距），不计墙体、树木和夜间影响；缺方位角或视场角的按整圆计，"
        "缺视距的按 {camera_range} 假定",
        "a sector (bearing, angle, range), regardless of walls, trees and night; a circle where "
        "bearing or angle is not known, {camera_range} assumed where the range is not",
    ),
)


CAMERAS = Count(
    "cameras",
    Said("摄像头", "cameras"),
    None,
    (
        Condition(
            Said("在所看区域内", "in the areas that are looked at"),
            lambda scope: and_(true(), *scope.filter.lies_in(c.c.area)),
        ),
    ),
    group=Said("摄像头", "the cameras"),
    source=c,
)
INSTALLED = Count(
    "installed",
    Said("安装数", "installed"),
    CAMERAS,
    (Condition(Said("已安装", "installed"), lambda _: c.c.installed),),
    group=Said("已安装的摄像头", "those installed"),
)
ONLINE = Count(
    "online",
    Said("在线数", "online"),
    INSTALLED,
    (
        Condition(
            Said("在线（来源从不提供时为“–”）", "online ('–' where the source never says)"),
            lambda _: c.c.online,
        ),
    ),
)
IN_ORDER = Count(
    "in_order",
    Said("完好数", "in order"),
    INSTALLED,
    (
        Condition(
            Said("完好（来源从不提供时为“–”）", "in order ('–' where the source never says)"),
            lambda _: c.c.in_order,
        ),
    ),
)
ASSUMED = Count(
    "assumed",
    Said("假定视距", "assumed ranges"),
    INSTALLED,
    (Condition(Said("没有视距数据", "without a stated range"), lambda _: c.c.range_m.is_(None)),),
)
COVERED = Count(
    "covered",
    Said("覆盖案件", "covered incidents"),
    LOCATED,
    (
        Condition(
            Said(
                "落在完好摄像头的视域内",
                "inside the field of view of an installed camera in order",
            ),
            Judged("seen"),
            term=_SECTOR,
        ),
    ),
)

COVERED_AREA = Measure(
    "covered_m2",
    Said("覆盖面积", "covered area"),
    Said(
        "单位内落在视域并集中的面积，平方米；视域取自已安装且完好的摄像头，站在界外的也算；"
        "来源从不说明是否完好时为“–”",
        "the part of the unit, m², inside the union of the fields of view of installed cameras in "
        "order, wherever they stand; '–' where the source never says what is in order",
    ),
)
AREA = Measure(
    "area_m2",
    Said("区域面积", "own area"),
    Said("单位自身的面积，平方米", "the unit's own, m²"),
)
CELLS = Measure(
    "cells",
    Said("最小单元", "units of the lowest level"),
    Said("单位内最低一级的区域（网格）", "areas of the lowest level (grids) inside the unit"),
)
BLIND = Measure(
    "blind",
    Said("盲区", "blind units"),
    Said(
        "最小单元中有边界、面积覆盖率低于 {blind_share} 的",
        "units of the lowest level with an outline whose covered share is under {blind_share}",
    ),
)
ONLINE_RATE = Ratio("online_rate", Said("在线率", "online rate"), (ONLINE,), INSTALLED)
IN_ORDER_RATE = Ratio("in_order_rate", Said("完好率", "in-order rate"), (IN_ORDER,), INSTALLED)
COVERED_SHARE = Ratio(
    "covered_area_rate", Said("面积覆盖率", "share of the area covered"), (COVERED_AREA,), AREA
)
COVERED_INCIDENTS = Ratio(
    "covered_incidents_rate", Said("案件覆盖率", "share of incidents covered"), (COVERED,), LOCATED
)
