"""The demo district as arrays and lookups: what drawing a day's incidents needs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from data_access.demo.geography import Area, Geography, geography
from data_access.demo.places import Places
from data_access.demo.reference import DEPARTMENTS, MIXES, SOURCES, Category, categories
from data_access.demo.rhythm import hour_weights

# By street the usual share closed on time, and how long the others take, 1 is usual: one street
# is better, two are worse.
_STREETS = {
    "320105001": (0.925, 0.8),
    "320105002": (0.875, 1.2),
    "320105003": (0.815, 1.8),
    "320105004": (0.80, 2.0),
    "320105006": (0.88, 1.2),
    "320105007": (0.87, 1.3),
}
_SAYS = {
    "grid": "巡查发现{where}{what}",
    "hotline": "来电反映{where}{what}，希望尽快处理",
    "video": "视频识别到{where}{what}",
    "police": "非警务警情转办：{where}{what}",
}
_SAYS_ELSE = "平台推送：{where}{what}"
_SAYS_AGAIN = ("{where}{what}，请核实", "{where}有{what}", "{where}处{what}")


class District:
    """Everything about the district that does not change from day to day."""

    def __init__(self, geography: Geography) -> None:
        self.geography = geography
        self.places = Places(geography)
        self.grids = geography.level(3)
        self.streets = geography.level(1)
        self._communities = {area.code: area for area in geography.level(2)}
        self.leaves: tuple[Category, ...] = categories()
        self.leaf_number = {leaf.code: n for n, leaf in enumerate(self.leaves)}
        self.weights = np.array([leaf.weight for leaf in self.leaves])
        self.office = np.array([leaf.hours == "office" for leaf in self.leaves])
        hours = hour_weights()
        self.hours = np.cumsum([hours[leaf.hours] for leaf in self.leaves], axis=1)
        self.deadline_s = np.array([leaf.deadline_s for leaf in self.leaves])
        self.priority = np.array([leaf.priority for leaf in self.leaves])
        self.sources = tuple(source[0] for source in SOURCES)
        self.dispatch_s = np.array([source[4] for source in SOURCES], dtype=float)
        mixes = [[MIXES[leaf.mix].get(s, 0.0) for s in self.sources] for leaf in self.leaves]
        self.mixes = np.cumsum(mixes, axis=1)
        self.departments = tuple(department.code for department in DEPARTMENTS)
        self.lead = np.array([self.departments.index(leaf.department) for leaf in self.leaves])
        self.response_s = np.array([d.response_s for d in DEPARTMENTS], dtype=float)
        self.awake = np.array([d.awake for d in DEPARTMENTS])
        self.skill = np.array([d.skill for d in DEPARTMENTS])
        odds, lateness = np.array([_STREETS[street.code] for street in self.streets]).T
        self.on_time = np.log(odds / (1 - odds))
        self.lateness = lateness

    def community(self, grid: str) -> Area:
        """The community of a grid, by the grid's code."""
        return self._communities[grid[:12]]

    def address(self, grid: int, hot: int, road: float, number: int) -> str:
        """An invented address; `road` in [0, 1) chooses one of the street's."""
        code = self.grids[grid].code
        roads = self.geography.roads[code[:9]]
        near = f"（{self.geography.hot_places[hot].zh}附近）" if hot >= 0 else ""
        return f"{self.community(code).zh}{roads[int(road * len(roads))]}{number}号{near}"

    def text(self, source: str, category: Category, where: str | None, again: int = 0) -> str:
        """What the source writes about an incident; `again`: in other words, after another one."""
        said = _SAYS_AGAIN[again - 1] if again else _SAYS.get(source, _SAYS_ELSE)
        return said.format(where=where or "（地点不详）", what=category.zh)


@lru_cache(maxsize=1)
def district() -> District:
    """The district, built once."""
    return District(geography())
