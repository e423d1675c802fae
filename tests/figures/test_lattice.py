"""The heat map's lattice and the density on it, one cell and one incident at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from data_access import heat
from data_access.filters import Filter
from data_access.heat import Heat, lattice
from data_access.lists.outside import OUTSIDE
from data_access.names import Named
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from tests.figures.bare import NOBODY, answer, bare_model

AS_OF = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
DEGREE_M = 111_195.0  # 6371 km · π / 180
BOUNDS = st.tuples(
    st.floats(-170, 170), st.floats(-60, 60), st.floats(0.002, 2), st.floats(0.002, 2)
).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))


@given(BOUNDS, st.floats(20, 5_000))
@example((118.6, 32.0, 118.7, 32.05), 200.0)
@example((118.6, 32.0, 118.7, 34.0), 20.0)  # six cells a bandwidth would be far too many
@example((118.6, 32.0, 121.6, 32.1), 20.0)
def test_the_lattice(bounds: tuple[float, float, float, float], bandwidth: float) -> None:
    """Square cells, six a bandwidth where that is not too many; around the bounds a margin of one
    bandwidth, the same on opposite sides, and less than a cell more."""
    west, south, east, north = bounds
    found = lattice(bounds, bandwidth)
    per_lon = DEGREE_M * math.cos(math.radians((south + north) / 2))
    longest = max((north - south) * DEGREE_M, (east - west) * per_lon)
    assert found.cell_m == pytest.approx(max(bandwidth / 6, longest / 900))
    assert found.height * DEGREE_M == pytest.approx(found.cell_m)
    assert found.width * per_lon == pytest.approx(found.cell_m)
    for low, begin, high, end, metres in (
        (found.south, south, found.north, north, DEGREE_M),
        (found.west, west, found.east, east, per_lon),
    ):
        assert begin - low == pytest.approx(high - end, rel=1e-6)
        margin = (begin - low) * metres
        assert bandwidth * (1 - 1e-6) <= margin < (bandwidth + found.cell_m / 2) * (1 + 1e-6)


# A triangle and an island; on a lattice of 50 m that is neither as high as it is wide nor even.
OUTLINE = shapely.from_wkt(
    "MULTIPOLYGON (((0.2 50, 0.23 50, 0.2 50.011, 0.2 50)), ((0.225 50.006, 0.229 50.006, "
    "0.229 50.01, 0.225 50.006)))"
)
DISTRICT = replace(
    NOBODY,
    area={"d": Named("d", "", "", None, 0)},
    outlines={"d": {"geometry": shapely.geometry.mapping(OUTLINE)}},
)
SETTINGS = Settings(heat_bandwidth_m=300)


def surface(
    places: Sequence[tuple[float | None, float | None] | None], *, known: bool = True
) -> Heat:
    frame = pd.DataFrame(
        {
            "id": range(len(places)),
            "reported_at": AS_OF - timedelta(hours=1),
            "lon": [place and place[0] for place in places],
            "lat": [place and place[1] for place in places],
        }
    )
    names = DISTRICT if known else NOBODY
    scope = Scope(Filter.parse(EVERYTHING, {"period": "24h"}), AS_OF, SETTINGS, names)
    with bare_model(frame) as connection:
        found: Heat = answer(connection, heat.QUESTION, scope)
        assert connection.execute(OUTSIDE.select(scope)).scalar_one() == found.outside
        return found


def weights(distances: np.ndarray, sigma: float) -> np.ndarray:
    """Of a Gaussian cut off after four bandwidths, in cells."""
    reach = int(4 * sigma + 0.5)
    whole = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2)).sum()
    kernel = np.exp(-(distances**2) / (2 * sigma**2)) / whole
    return np.where(np.abs(distances) <= reach, kernel, 0)


@pytest.mark.parametrize("known", [True, False], ids=["outline", "none"])
def test_the_density_is_that_of_every_incident(known: bool) -> None:
    bounds = tuple(OUTLINE.bounds) if known else (0.0, 0.0, 0.01, 0.01)
    grid = lattice(bounds, 300)
    chance = Random(20261124)
    cells = [  # row from the south, column; some beside the lattice
        (chance.randrange(-1, grid.rows + 1), chance.randrange(-1, grid.columns + 1))
        for _ in range(300)
    ]
    cells += [(-1, 5), (5, -1), (grid.rows, 5), (5, grid.columns), (0, 0)]
    cells += [(grid.rows - 1, grid.columns - 1), *[(grid.rows // 2, 3)] * 4]
    places = [
        (
            grid.west + (column + chance.choice((0.01, 0.5, 0.99))) * grid.width,
            grid.south + (row + chance.choice((0.01, 0.5, 0.99))) * grid.height,
        )
        for row, column in cells
    ]
    found = surface([*places, None, (0.2, None), (None, 50)], known=known)
    assert (found.located, found.unlocated, found.bandwidth_m) == (len(cells), 3, 300)
    ends = (found.south, found.west, found.north, found.east)
    assert ends == (grid.south, grid.west, grid.north, grid.east)
    rows, columns = np.arange(grid.rows), np.arange(grid.columns)
    sigma = 300 / grid.cell_m
    expected = np.zeros((grid.rows, grid.columns))
    on_it = [(y, x) for y, x in cells if 0 <= y < grid.rows and 0 <= x < grid.columns]
    for y, x in on_it:
        north = grid.rows - 1 - y
        expected += np.outer(weights(rows - north, sigma), weights(columns - x, sigma))
    expected /= grid.cell_m**2 / 1e6
    outside = len(cells) - len(on_it)
    if known:
        inside = np.array(
            [
                [
                    OUTLINE.contains(
                        shapely.Point(
                            grid.west + (x + 0.5) * grid.width,
                            grid.south + (grid.rows - 1 - row + 0.5) * grid.height,
                        )
                    )
                    for x in columns
                ]
                for row in rows
            ]
        )
        expected[~inside] = np.nan
        for y, x in on_it:
            row = grid.rows - 1 - y
            near = inside[max(0, row - 1) : row + 2, max(0, x - 1) : x + 2]
            outside += not near.any()
    assert found.outside == outside
    np.testing.assert_allclose(found.density, expected, rtol=1e-5, atol=1e-12)
    assert found.density.dtype == np.float32
