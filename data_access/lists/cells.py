"""The areas of the lowest level as a population, so that the blind ones have a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_

from data_access.definitions.vocabulary import Condition, Count, Said
from data_access.read_tables import area_cover
from data_access.record.tables import areas

if TYPE_CHECKING:
    from data_access.questions import Scope

SOURCE = areas.outerjoin(area_cover, area_cover.c.code == areas.c.code)


def _lowest(scope: Scope) -> ColumnElement[bool]:
    lowest = max((named.level or 0 for named in scope.names.area.values()), default=0)
    return and_(areas.c.level == lowest, *scope.filter.lies_in(areas.c.code))


CELLS = Count(
    "cells",
    Said("最小单元", "units of the lowest level"),
    None,
    (
        Condition(
            Said("最低一级、在所看区域内", "of the lowest level in what is looked at"), _lowest
        ),
    ),
    group=Said("最低一级的区域（网格）", "the areas of the lowest level (grids)"),
    source=SOURCE,
)
BLIND = Count(
    "blind",
    Said("盲区", "blind units"),
    CELLS,
    (
        Condition(
            Said(
                "有边界、面积覆盖率低于 {blind_share}",
                "with an outline whose covered share is under {blind_share}",
            ),
            lambda scope: (
                area_cover.c.covered_m2 < scope.settings.blind_share * area_cover.c.area_m2
            ),
        ),
    ),
)
