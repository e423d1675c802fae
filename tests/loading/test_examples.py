"""The examples as written, on extracts, against pandas from the raw files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from data_access.record.tables import areas, cameras, categories, departments, incidents
from data_access.settings import Settings
from tests.loading.tools import DATA, EXAMPLES, Town, rejected, town

SAN_FRANCISCO = EXAMPLES / "san_francisco"
WINDOWS = {
    "incidents.sql": ("sf_fire_extract.csv.gz", "Neighborhooods - Analysis Boundaries"),
    "incidents_2016.sql": ("sf_fire_extract_2016.csv.gz", "Neighborhood  District"),
}


def example(name: str) -> dict[str, Any]:
    said = tomllib.loads((EXAMPLES / name / "onescreen.toml").read_text(encoding="utf-8"))
    said.pop("data_dir")
    return said


def load_reference(place: Town, calls: Path) -> None:
    place.load("areas", DATA / "sf_neighborhoods_extract.geojson", SAN_FRANCISCO / "areas.sql")
    for kind, sql in (
        ("sources", "sources.sql"),
        ("departments", "departments.sql"),
        ("categories", "categories_with_deadlines.sql"),
    ):
        assert place.load(kind, calls, SAN_FRANCISCO / sql).rejected == 0


@pytest.fixture(params=WINDOWS)
def san_francisco(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Town, str]]:
    with town(tmp_path, **example("san_francisco")) as place:
        calls = DATA / WINDOWS[request.param][0]
        load_reference(place, calls)
        summary = place.load("incidents", calls, SAN_FRANCISCO / request.param)
        assert (summary.changed, summary.unchanged, summary.rejected) == (0, 0, 0)
        yield place, request.param


def from_raw(window: str) -> pd.DataFrame:
    """One row per call, computed with pandas from the raw rows: the earliest moments of its
    units, and the latest Available; moments in UTC."""
    name, area = WINDOWS[window]
    raw = pd.read_csv(DATA / name, dtype=str, keep_default_na=False)
    calls = raw.groupby("Call Number")
    found = calls.first()[[area, "Battalion", "Call Type", "Final Priority", "Address", "Location"]]
    found.columns = pd.Index(["area", "department", "category", "priority", "address", "place"])
    for column, source, which in (
        ("reported_at", "Received", "min"),
        ("dispatched_at", "Dispatch", "min"),
        ("responded_at", "On Scene", "min"),
        ("closed_at", "Available", "max"),
    ):
        local = pd.to_datetime(raw[f"{source} DtTm"], format="%m/%d/%Y %I:%M:%S %p")
        utc = local.dt.tz_localize("America/Los_Angeles").dt.tz_convert("UTC")
        found[column] = utc.groupby(raw["Call Number"]).agg(which)
    return found


def loaded(place: Town) -> pd.DataFrame:
    frame = pd.DataFrame(place.all(incidents)).set_index("external_id").sort_index()
    for column in ("reported_at", "dispatched_at", "responded_at", "closed_at"):
        frame[column] = pd.to_datetime(frame[column], utc=True)
    return frame


def test_every_call_is_what_its_rows_say(san_francisco: tuple[Town, str]) -> None:
    place, window = san_francisco
    ours, theirs = loaded(place), from_raw(window).sort_index()
    assert list(ours.index) == list(theirs.index)
    for name in ("department", "category", "address"):
        assert (ours[name] == theirs[name]).all(), name
    for name in ("reported_at", "dispatched_at", "responded_at", "closed_at"):
        same = (ours[name] == theirs[name]) | (ours[name].isna() & theirs[name].isna())
        assert same.all(), name
    assert (ours["priority"].astype(int) == theirs["priority"].astype(int)).all()
    position = theirs["place"].str.extract(r"\((.*), (.*)\)").astype(float)
    assert (ours["lat"] == position[0]).all()
    assert (ours["lon"] == position[1]).all()
    given = theirs["area"] != "None"
    assert (ours["area"][given] == theirs["area"][given]).all()
    assert not given.all()
    assert ours["area"][~given].isna().all()


@pytest.mark.parametrize("san_francisco", ["incidents.sql"], indirect=True)
def test_figures_of_the_extract(san_francisco: tuple[Town, str]) -> None:
    """Minutes from received and from dispatched to on scene, of the calls that have both."""
    ours, theirs = loaded(san_francisco[0]), from_raw("incidents.sql")
    assert len(ours) == len(theirs) == 300
    for start in ("reported_at", "dispatched_at"):
        minutes, raw = (
            ((frame["responded_at"] - frame[start]).dropna().dt.total_seconds() / 60).to_numpy()
            for frame in (ours, theirs)
        )
        assert len(minutes) == len(raw) == 279
        assert np.percentile(minutes, [50, 90]) == pytest.approx(np.percentile(raw, [50, 90]))
    assert ours["closed_at"].isna().sum() == 1


@pytest.mark.parametrize("san_francisco", ["incidents.sql"], indirect=True)
def test_neighborhoods_departments_and_deadlines(san_francisco: tuple[Town, str]) -> None:
    place, _ = san_francisco
    found = {row["code"]: row for row in place.all(areas)}
    assert len(found) == 9
    assert all(shapely.from_geojson(row["geometry"]).is_valid for row in found.values())
    assert (found["SF"]["level"], found["Chinatown"]["parent"]) == (0, "SF")
    assert found["Chinatown"]["name_zh"] == "Chinatown"
    names = {row["code"]: row["name_en"] for row in place.all(departments)}
    assert (names["B01"], names["B02"]) == ("Battalion 1", "Battalion 2")
    deadlines = {row["code"]: row["deadline_seconds"] for row in place.all(categories)}
    assert (deadlines["Medical Incident"], deadlines["Alarms"]) == (5400, 1800)
    assert all(row["deadline"] is not None for row in place.all(incidents))


def test_both_invalid_polygons_are_reported(tmp_path: Path) -> None:
    with town(tmp_path, **example("san_francisco")) as place:
        summary = place.load(
            "areas", DATA / "sf_neighborhoods_extract.geojson", SAN_FRANCISCO / "areas.sql"
        )
    assert (summary.new, summary.rejected) == (9, 0)
    assert summary.notes[0].startswith("2 of 8 polygons were invalid")
    assert summary.notes[1] == "SF: its outline is the union of the 8 areas in it"


def test_without_deadlines_there_are_none(tmp_path: Path) -> None:
    calls = DATA / "sf_fire_extract.csv.gz"
    with town(tmp_path, **example("san_francisco")) as place:
        place.load("areas", DATA / "sf_neighborhoods_extract.geojson", SAN_FRANCISCO / "areas.sql")
        for kind in ("sources", "departments", "categories", "incidents"):
            place.load(kind, calls, SAN_FRANCISCO / f"{kind}.sql")
        assert {row["deadline"] for row in place.all(incidents)} == {None}


def test_a_time_that_is_none_is_rejected_with_its_text(tmp_path: Path) -> None:
    calls = DATA / "sf_fire_extract.csv.gz"
    raw = pd.read_csv(calls, dtype=str, keep_default_na=False)
    call = raw["Call Number"][5]
    raw.loc[5, "On Scene DtTm"] = "13/13/2020 11:00:00 PM"
    raw.to_csv(tmp_path / "calls.csv", index=False)
    with town(tmp_path, **example("san_francisco")) as place:
        load_reference(place, calls)
        summary = place.load("incidents", tmp_path / "calls.csv", SAN_FRANCISCO / "incidents.sql")
        assert (summary.new, summary.rejected) == (299, 1)
        (reject,) = rejected(summary)
    assert reject["key"] == f"sf-fire {call}"
    assert reject["reason"] == "unparsable time: responded_at '13/13/2020 11:00:00 PM'"


def test_unknown_neighborhoods_are_rejected_not_lost(tmp_path: Path) -> None:
    calls = DATA / "sf_fire_extract.csv.gz"
    with town(tmp_path, **example("san_francisco")) as place:
        for kind in ("sources", "departments", "categories"):
            place.load(kind, calls, SAN_FRANCISCO / f"{kind}.sql")
        summary = place.load("incidents", calls, SAN_FRANCISCO / "incidents.sql")
    assert (summary.new, dict(summary.reasons)) == (2, {"unknown area": 298})


AUSTIN = """\
Camera ID,Location Name,Camera Status,Turn on Date,Camera Manufacturer,Council District,\
Location Type,IP Comm Status,IP Comm Status Date and Time,Longitude,Latitude
1,A / B,TURNED_ON,,X,9,ROADWAY,ONLINE,01/09/2018 03:32:00 AM +0000,-97.74,30.27
2,C / D,TURNED_ON,,X,9,ROADWAY,OFFLINE,01/09/2018 03:32:00 PM +0000,-97.75,30.28
3,E / F,DESIRED,,,,ROADWAY,NO COMMUNICATION,01/09/2018 03:32:00 AM +0000,-97.76,30.29
"""


def test_austin_cameras(tmp_path: Path) -> None:
    folder = EXAMPLES / "austin_cameras"
    (tmp_path / "cameras.csv").write_text(AUSTIN)
    with town(tmp_path, **example("austin_cameras")) as place:
        assert place.load("areas", folder / "area.geojson").new == 1
        place.load("cameras", tmp_path / "cameras.csv", folder / "cameras.sql")
        found = place.all(cameras)
    assert [(c["installed"], c["online"], c["in_order"]) for c in found] == [
        (True, True, None), (True, False, None), (False, False, None)
    ]  # fmt: skip
    assert {(c["bearing"], c["range_m"], c["area"]) for c in found} == {(None, None, "austin")}
    assert found[1]["status_at"] == pd.Timestamp("2018-01-09 15:32", tz="UTC")


@pytest.mark.parametrize("name", ["san_francisco", "austin_cameras"])
def test_settings_of_the_examples(name: str) -> None:
    settings = Settings(**example(name))
    assert len(settings.levels) == 2
    assert "llustrative" in settings.notice_en
