"""The density surface against the sum of its kernels, one incident at a time."""

from __future__ import annotations

import numpy as np
import pytest

from data_access import heat
from data_access.filters import Filter
from data_access.heat import Heat
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from tests.engines import SQLiteFiles
from tests.figures.test_against_naive import TOWN, asked
from tests.figures.town import NOW, build_town

PLACES = [(-73.992, 40.704), (-73.992, 40.704), (-73.986, 40.7065), (-73.9815, 40.7012)]
_LAT_M = 111_195.0
_LON_M = _LAT_M * np.cos(np.radians(40.705))


def surface(sqlite_files: SQLiteFiles, places: list[tuple[float, float] | None]) -> Heat:
    engine = open_record(sqlite_files.migrated())
    reported = [Event("reported", NOW - 3_600_000_000)]
    build_town(
        engine,
        [
            Incident(
                "patrol", str(n), list(reported), lon=place and place[0], lat=place and place[1]
            )
            for n, place in enumerate(places)
        ],
    )
    with asked(engine) as answers:
        found: Heat = answers.ask(
            Filter.parse(EVERYTHING, {"period": "24h"}), [heat.QUESTION]
        ).answers["heat"]
    engine.dispose()
    return found


def test_the_surface_is_the_sum_of_its_kernels(sqlite_files: SQLiteFiles) -> None:
    found = surface(sqlite_files, [*PLACES, None])
    assert (found.located, found.unlocated, found.outside) == (4, 1, 0)
    rows, columns = found.density.shape
    sigma = TOWN.heat_bandwidth_m
    for row in range(0, rows, 9):
        for column in range(0, columns, 11):
            lat = found.north - (row + 0.5) * (found.north - found.south) / rows
            lon = found.west + (column + 0.5) * (found.east - found.west) / columns
            distances = [np.hypot((lon - x) * _LON_M, (lat - y) * _LAT_M) for x, y in PLACES]
            per_m2 = sum(np.exp(-(d**2) / 2 / sigma**2) for d in distances) / (2 * np.pi * sigma**2)
            shown = found.density[row, column]
            if not np.isnan(shown):
                # Incidents count at their cell's centre, at most 24 m from where they are.
                assert shown == pytest.approx(per_m2 * 1e6, rel=0.15, abs=0.08)


def test_an_incident_in_the_middle_is_one_incident(sqlite_files: SQLiteFiles) -> None:
    found = surface(sqlite_files, [(-73.99, 40.705)])
    high = (found.north - found.south) * _LAT_M / found.density.shape[0]
    wide = (found.east - found.west) * _LON_M / found.density.shape[1]
    assert np.nansum(found.density) * high * wide / 1e6 == pytest.approx(1, abs=0.03)


def test_outside_the_outline_nothing_is_drawn_and_strangers_are_counted(
    sqlite_files: SQLiteFiles,
) -> None:
    found = surface(sqlite_files, [(-73.99, 40.705), (-73.9, 40.9)])
    assert (found.located, found.outside) == (2, 1)
    assert np.isnan(found.density[0, 0])
    assert np.isnan(found.density[-1, -1])
