"""What somebody draws on the map: a rectangle, or a polygon around something."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import ColumnElement, Double, FromClause, Integer, and_, case, cast, literal

MOST_POINTS = 60
_DECIMALS = 5  # a metre
_LONGEST = 40 * MOST_POINTS  # characters: more need not be read

Point = tuple[float, float]  # longitude, latitude


def canonical_points(text: str) -> tuple[str, ...]:
    """ "lon,lat" for each of the points between semicolons, as short as they can be said: two are
    the south-west and the north-east corner of a rectangle, more the corners of a polygon in their
    order. None where it is no shape: too few or too many, no numbers, not on earth, without area.
    """
    points: list[Point] = []
    parts = text.split(";") if len(text) <= _LONGEST else []
    for part in parts:
        point = _point(part)
        if point is None:
            return ()
        if point not in points[-1:]:
            points.append(point)
    if len(points) > 2 and points[0] == points[-1]:
        points.pop()
    if len(points) == 2:
        points = list(zip(*map(sorted, zip(*points, strict=True)), strict=True))
    if not 2 <= len(points) <= MOST_POINTS or not _extends(points):
        return ()
    return tuple(f"{_short(lon)},{_short(lat)}" for lon, lat in points)


def read_points(points: Sequence[str]) -> list[Point]:
    """The numbers of canonical points."""
    return [(float(lon), float(lat)) for lon, lat in (point.split(",") for point in points)]


def in_bounds(points: Sequence[str], of: FromClause) -> ColumnElement[bool]:
    """Located rows inside the smallest rectangle around the points, its edges included."""
    west, east, south, north = _bounds(read_points(points))
    return and_(of.c.lon.between(west, east), of.c.lat.between(south, north))


def enclosed(points: Sequence[str], of: FromClause) -> ColumnElement[bool]:
    """Located rows from which a ray to the east crosses the polygon an odd number of times."""
    corners = read_points(points)
    crossed = [
        _crosses(one, other, of)
        for one, other in pairwise([*corners, corners[0]])
        if one[1] != other[1]
    ]
    return sum(crossed[1:], crossed[0]) % literal(2, Integer) == literal(1, Integer)


def _crosses(one: Point, other: Point, of: FromClause) -> ColumnElement[int]:
    """1 where the ray crosses this edge, whose lower end belongs to it and whose upper does not."""
    (x, low), (_, high) = sorted((one, other), key=lambda point: point[1])
    slope = (other[0] - one[0]) / (other[1] - one[1])
    lon, lat = of.c.lon, of.c.lat
    # Literals of Python's floats are decimals to PostgreSQL: the type says what they are.
    edge = literal(x, Double) + (lat - literal(low, Double)) * literal(slope, Double)
    crosses = and_(lat >= literal(low, Double), lat < literal(high, Double), lon < edge)
    return cast(case((crosses, 1), else_=0), Integer)


def _point(text: str) -> Point | None:
    try:
        lon, lat = (round(float(number), _DECIMALS) for number in text.split(","))
    except (ValueError, OverflowError):
        return None
    on_earth = math.isfinite(lon + lat) and abs(lon) <= 180 and abs(lat) <= 90
    return (lon + 0.0, lat + 0.0) if on_earth else None


def _bounds(points: Sequence[Point]) -> tuple[float, float, float, float]:
    lons, lats = zip(*points, strict=True)
    return min(lons), max(lons), min(lats), max(lats)


def _extends(points: Sequence[Point]) -> bool:
    west, east, south, north = _bounds(points)
    return west < east and south < north


def _short(number: float) -> str:
    return f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".")
