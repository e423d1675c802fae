"""The wall's map: places, outlines and peaks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from data_access.heat import Heat
from layouts.wall.hot import MOST, peaks
from layouts.wall.map import Frame, path

FRAME = Frame(west=118.0, south=32.0, east=118.2, north=32.1)


def test_the_picture_has_the_shape_of_the_ground() -> None:
    assert FRAME.ratio == pytest.approx(2 * math.cos(math.radians(32.05)))
    assert FRAME.at(118.0, 32.1) == (0, 0)
    assert FRAME.at(118.2, 32.0) == (1000, round(1000 / FRAME.ratio, 1))
    assert FRAME.place(118.1, 32.05) == {"left": "50.00%", "top": "50.00%"}


def test_an_outline_keeps_its_holes() -> None:
    square = [(118.0, 32.0), (118.2, 32.0), (118.2, 32.1), (118.0, 32.1)]
    hole = [(118.1, 32.04), (118.12, 32.04), (118.12, 32.06)]
    drawn = path(FRAME, [Polygon(square, [hole])])
    assert drawn.count("M") == drawn.count("Z") == 2


def surface(density: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Heat:
    rows, columns = density.shape
    size = 100 / 111_195  # degrees of 100 m
    return Heat(0, 0, rows * size, columns * size, density, 1, 0, 0, 200)


@given(
    st.lists(
        st.tuples(st.integers(0, 29), st.integers(0, 29), st.floats(0.5, 1e4, width=32)),
        max_size=12,
    )
)
def test_peaks_are_high_apart_and_none_is_missed(found: list[tuple[int, int, float]]) -> None:
    density = np.full((30, 30), np.nan, np.float32)
    density[5:25, 5:25] = 0
    for row, column, value in found:
        density[row, column] = value
    places = peaks(surface(density))
    values = [place.density for place in places]
    assert values == sorted(values, reverse=True)
    assert len(places) <= MOST
    size = 100 / 111_195
    for i, one in enumerate(places):
        for other in places[:i]:
            assert math.hypot(one.lat - other.lat, one.lon - other.lon) / size > 5.9  # 600 m
    if len(places) < MOST:  # then all that is left lies near one that is shown
        for row, column in np.argwhere(np.nan_to_num(density) > 0):
            lat, lon = (30 - row - 0.5) * size, (column + 0.5) * size
            near = min(math.hypot(lat - p.lat, lon - p.lon) for p in places)
            assert near / size < 6.1
    if places:
        assert values[0] == np.nanmax(density)
