"""The demo district's areas: real names and codes, invented shapes and people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

GRIDS = 793
_FEWEST_GRIDS = 4  # of a community
_ENTERPRISES = 31_400
_FILE = Path(__file__).with_name("jianye.json")
_SHAPES_SEED = 320105  # the district looks the same whatever the seed of its incidents
_DIGITS = 8  # of coordinates, about a millimetre


@dataclass(frozen=True)
class Area:
    """One area; `outline` in degrees, `level` 0 is the district and 3 a grid."""

    code: str
    level: int
    zh: str
    en: str
    parent: str | None
    outline: Polygon
    population: int
    enterprises: int

    def row(self) -> dict[str, Any]:
        """The area as a row of the table `areas`."""
        return {
            "code": self.code,
            "name_zh": self.zh,
            "name_en": self.en,
            "level": self.level,
            "parent": self.parent,
            "geometry": shapely.to_geojson(self.outline),
            "illustrative": True,
            "population": self.population,
            "enterprises": self.enterprises,
        }


@dataclass(frozen=True)
class HotPlace:
    """A place where much happens: `spread_m` is the standard deviation of the distances to it."""

    zh: str
    en: str
    lon: float
    lat: float
    spread_m: float
    weight: float


@dataclass(frozen=True)
class Geography:
    """The district's areas, its hot places, and the roads of each street by the street's code."""

    areas: tuple[Area, ...]
    hot_places: tuple[HotPlace, ...]
    roads: dict[str, tuple[str, ...]]

    def level(self, level: int) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if area.level == level)


@lru_cache(maxsize=1)
def geography() -> Geography:
    """The district, always the same: 1 district, 6 streets, 64 communities, 793 grids."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    rng = np.random.default_rng(_SHAPES_SEED)
    streets, communities = [], []
    for street in told["streets"]:
        outline = Polygon(street["outline"])
        people = _shares(street["population"], rng.lognormal(0, 0.35, len(street["communities"])))
        firms = _ENTERPRISES * street["population"] // _people(told)
        streets.append(_area(street, 1, told["code"], outline, street["population"], firms))
        shapes = split(outline, len(people), rng)
        firm_shares = _shares(firms, rng.lognormal(0, 0.6, len(people)))
        communities += [
            _area(community, 2, street["code"], shape, count, companies)
            for community, shape, count, companies in zip(
                street["communities"], shapes, people, firm_shares, strict=True
            )
        ]
    counts = _shares(GRIDS, [c.population for c in communities], _FEWEST_GRIDS)
    grids = [
        grid
        for community, count in zip(communities, counts, strict=True)
        for grid in _grids(community, count, rng)
    ]
    whole = _parts(shapely.union_all([street.outline for street in streets]))[0]
    firms = sum(street.enterprises for street in streets)
    district = _area(told, 0, None, whole, _people(told), firms)
    return Geography(
        (district, *streets, *communities, *grids),
        tuple(HotPlace(**place) for place in told["hot_places"]),
        {street["code"]: tuple(street["roads"]) for street in told["streets"]},
    )


def _people(told: dict[str, Any]) -> int:
    return sum(int(street["population"]) for street in told["streets"])


def _area(
    told: dict[str, Any], level: int, parent: str | None, outline: Polygon, people: int, firms: int
) -> Area:
    return Area(told["code"], level, told["zh"], told["en"], parent, outline, people, firms)


def _grids(community: Area, count: int, rng: np.random.Generator) -> Iterable[Area]:
    shapes = split(community.outline, count, rng)
    people = _shares(community.population, rng.lognormal(0, 0.2, count))
    firms = _shares(community.enterprises, rng.lognormal(0, 0.8, count))
    for n, (shape, person, firm) in enumerate(zip(shapes, people, firms, strict=True), start=1):
        names = {"code": f"{community.code}{n:03}", "zh": f"{n:02}网格", "en": f"Grid {n:02}"}
        yield _area(names, 3, community.code, shape, person, firm)


def _shares(total: int, weights: Sequence[float] | np.ndarray, least: int = 0) -> list[int]:
    """`total` in whole parts, each at least `least`, the rest by `weights`."""
    weight = np.asarray(weights, dtype=float)
    exact = (total - least * len(weight)) * weight / weight.sum()
    whole = np.floor(exact).astype(int)
    largest = np.argsort(whole - exact, kind="stable")[: round(exact.sum()) - whole.sum()]
    whole[largest] += 1
    return [least + int(part) for part in whole]


def split(whole: Polygon, count: int, rng: np.random.Generator) -> list[Polygon]:
    """`whole` cut into `count` polygons without gaps, smaller ones where most people live."""
    seeds = _seeds(whole, count, rng)
    cells = _cells(whole, seeds)
    cells = _cells(whole, shapely.centroid(cells))  # one step towards rounder cells
    pieces = [sorted(_parts(cell), key=lambda part: -part.area) for cell in cells]
    kept = [parts[0] for parts in pieces]
    for scrap in (part for parts in pieces for part in parts[1:]):
        # A cell that the outline cuts in two keeps the larger part; a neighbour gets the other.
        touching = [shapely.length(shapely.intersection(scrap, cell)) for cell in kept]
        best = int(np.argmax(touching))
        kept[best] = _parts(shapely.union(kept[best], scrap))[0]
    return [_rounded(cell) for cell in kept]


def _seeds(whole: Polygon, count: int, rng: np.random.Generator) -> list[Point]:
    west, south, east, north = whole.bounds
    drawn = rng.uniform((west, south), (east, north), (count * 60, 2))
    inside = drawn[shapely.contains_xy(whole, drawn)]
    middle = inside[rng.integers(len(inside))]
    distance = np.hypot(*((inside - middle) / (east - west, north - south)).T)
    crowd = np.exp(-1.5 * distance)
    chosen = rng.choice(len(inside), count, replace=False, p=crowd / crowd.sum())
    return [Point(place) for place in inside[chosen]]


def _cells(whole: Polygon, seeds: Sequence[Point] | np.ndarray) -> np.ndarray:
    cells = shapely.voronoi_polygons(
        shapely.multipoints(list(seeds)), extend_to=whole, ordered=True
    )
    return np.asarray(shapely.intersection(shapely.get_parts(cells), whole))


def _parts(shape: Any) -> list[Polygon]:
    """The polygons of a geometry; what has no area is left out."""
    if isinstance(shape, Polygon):
        return [shape]
    if isinstance(shape, MultiPolygon):
        return list(shape.geoms)
    return [part for part in getattr(shape, "geoms", ()) if isinstance(part, Polygon)]


def _rounded(cell: Polygon) -> Polygon:
    return Polygon(np.round(shapely.get_coordinates(cell.exterior), _DIGITS))
