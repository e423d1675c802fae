"""Coordinates of other systems: known points come to where they are, in whatever is loaded."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from data_access.loading.crs import Crs, crs
from data_access.loading.options import Options
from data_access.record.tables import areas, cameras, incidents
from tests.loading.tools import Town, rejected, square

Point = tuple[float, float]

# Published with eviltransform, an implementation in a dozen languages: GCJ-02, then WGS-84.
PUBLISHED = [
    ((121.531541859215, 31.17530398364597), (121.5272106, 31.1774276)),  # Shanghai
    ((113.9171764808363, 22.540796131694766), (113.912316, 22.543847)),  # Shenzhen
    ((116.38404722455657, 39.91334545536069), (116.377817, 39.911954)),  # Beijing
]
# The border of Jianye District, Nanjing: of some corners in a national map service's outline
# (CGCS2000), the side of another service's outline (GCJ-02) on which they lie.
JIANYE = [
    ((118.759538, 32.043732), ((118.764737, 32.041741), (118.765847, 32.040105))),
    ((118.7595, 32.016215), ((118.765411, 32.014027), (118.764699, 32.014161))),
    ((118.754407, 32.014655), ((118.75964, 32.012682), (118.758659, 32.009516))),
    ((118.714971, 32.034362), ((118.721617, 32.034653), (118.720217, 32.032324))),
    ((118.729172, 32.041642), ((118.734328, 32.039639), (118.73519, 32.03965))),
    ((118.75224, 32.039492), ((118.757235, 32.037485), (118.757783, 32.037498))),
]
# Published in both: a tree of San Francisco's, and a case of Chicago's police.
BRUSSELS_STREET = (6010969.0, 2091546.0), (-122.40420106151, 37.7236055375669)
WOOD_STREET = (1165074.0, 1875917.0), (-87.669999562, 41.815117282)

_WGS84 = Geod(ellps="WGS84")


def system(name: str) -> Crs:
    found = crs(name)
    assert found is not None
    return found


def moved(name: str, *points: Point) -> list[Point]:
    x, y = np.array(points).T
    lon, lat = system(name).to_wgs84(x, y)
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def metres(a: Point, b: Point) -> float:
    return float(_WGS84.inv(*a, *b)[2])


@pytest.mark.parametrize(("shifted", "true"), PUBLISHED)
def test_published_points_of_gcj02(shifted: Point, true: Point) -> None:
    assert metres(shifted, true) > 300
    (found,) = moved("gcj02", shifted)
    assert metres(found, true) < 0.01


def test_the_border_of_jianye_from_two_sources() -> None:
    local = Transformer.from_crs("EPSG:4326", "EPSG:32650", always_xy=True).transform
    for corner, side in JIANYE:
        here = shapely.Point(local(*corner))
        assert here.distance(shapely.LineString([local(*p) for p in side])) > 500
        back = shapely.LineString([local(*p) for p in moved("gcj02", *side)])
        assert here.distance(back) < 6  # so far the two outlines differ themselves


def gcj02(lon: float, lat: float) -> Point:
    """The shift as it is commonly written down, term by term."""
    x, y, pi = lon - 105, lat - 35, math.pi
    fast = 20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)
    dy = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + fast * 2 / 3
    dy += (20 * math.sin(y * pi) + 40 * math.sin(y / 3 * pi)) * 2 / 3
    dy += (160 * math.sin(y / 12 * pi) + 320 * math.sin(y * pi / 30)) * 2 / 3
    dx = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + fast * 2 / 3
    dx += (20 * math.sin(x * pi) + 40 * math.sin(x / 3 * pi)) * 2 / 3
    dx += (150 * math.sin(x / 12 * pi) + 300 * math.sin(x / 30 * pi)) * 2 / 3
    axis, flatness = 6378245.0, 0.00669342162296594323
    magic = 1 - flatness * math.sin(math.radians(lat)) ** 2
    dy = math.degrees(dy / (axis * (1 - flatness) / magic**1.5))
    dx = math.degrees(dx / (axis / math.sqrt(magic) * math.cos(math.radians(lat))))
    return lon + dx, lat + dy


def bd09(lon: float, lat: float) -> Point:
    x, y = gcj02(lon, lat)
    turn = math.pi * 3000 / 180
    z = math.sqrt(x * x + y * y) + 0.00002 * math.sin(y * turn)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * turn)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


@given(st.floats(75, 134), st.floats(18, 53))
def test_shifted_there_and_back(lon: float, lat: float) -> None:
    for name, shift in (("gcj02", gcj02), ("bd09", bd09)):
        (found,) = moved(name, shift(lon, lat))
        assert metres(found, (lon, lat)) < 0.01


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("EPSG:2227", BRUSSELS_STREET),
        ("ESRI:102643", BRUSSELS_STREET),
        ("EPSG:3435", WOOD_STREET),
        ("esri:102671", WOOD_STREET),
    ],
)
def test_feet_of_a_projection(name: str, published: tuple[Point, Point]) -> None:
    """US survey feet: read as international ones, these would be off by four metres."""
    there, true = published
    (found,) = moved(name, there)
    assert metres(found, true) < 0.2  # half a foot: the tree's are whole feet


def test_systems_that_are_meant_as_wgs84() -> None:
    assert crs("WGS84") is None
    cgcs2000 = system("EPSG:4490")
    (found,) = moved("EPSG:4490", (118.7, 32.0))
    assert metres(found, (118.7, 32.0)) < 0.01
    assert "taken as one" in cgcs2000.note
    assert system("EPSG:3857").note == system("gcj02").note == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("EPSG:999999", "there is no coordinate system EPSG:999999"),
        ("ESRI:2227", "there is no coordinate system ESRI:2227"),
        ("EPSG:5773", "EGM96 height.*no horizontal coordinates: Vertical"),
        ("EPSG:4978", "no horizontal coordinates: Geocentric"),
        ("EPSG:4610", "Xian 1980.*more than a hundred metres"),
        ("2227", "is not wgs84, gcj02, bd09, EPSG:number or ESRI:number"),
        ("EPSG:", "is not wgs84"),
        ("", "is not wgs84"),
    ],
)
def test_systems_of_no_use(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        crs(name)


def test_what_lies_outside_the_area_of_use_is_nowhere() -> None:
    """Degrees where feet are meant, points of another city, and what is no number."""
    for name, point in (
        ("EPSG:2227", (-122.4, 37.7)),
        ("EPSG:2227", WOOD_STREET[0]),
        ("EPSG:2227", (math.inf, 1e300)),
        ("gcj02", (-122.4, 37.7)),
        ("bd09", (math.nan, 32.0)),
        ("EPSG:32650", (118.7, 32.0)),
    ):
        ((lon, lat),) = moved(name, point)
        assert math.isnan(lon), name
        assert math.isnan(lat), name


def test_an_area_of_use_across_the_date_line() -> None:
    """New Zealand's, from 160° to -171°."""
    inside = moved("EPSG:4167", (174.8, -41.3), (-176.5, -44.0))
    assert not np.isnan(inside).any()
    assert np.isnan(moved("EPSG:4167", (0.0, -41.3))).all()


class TestLoaded:
    """Shanghai's point, in a square of some 200 m around where it is."""

    shifted, true = PUBLISHED[0]
    options = Options(crs=crs("gcj02"))

    @pytest.fixture
    def here(self, small_town: Town) -> Town:
        lon, lat = self.true
        row = {"code": "here", "level": "1", "parent": "city"}
        small_town.rows("areas", [row | {"geometry": square(lon - 0.001, lat - 0.001, 0.002)}])
        return small_town

    def row(self, **said: Any) -> dict[str, Any]:
        lon, lat = self.shifted
        return {"lon": lon, "lat": lat} | said

    def incident(self, **said: Any) -> dict[str, Any]:
        key = {"source": "hotline", "external_id": "1", "reported_at": "2020-06-01T08:00Z"}
        return self.row(**key | said)

    def test_incidents(self, here: Town) -> None:
        assert "1 outside every area" in here.rows("incidents", [self.incident()]).notes
        row = self.incident(external_id="2")
        assert here.rows("incidents", [row], options=self.options).new == 1
        wrong, right = here.all(incidents)
        assert (wrong["area"], right["area"]) == (None, "here")
        assert metres((wrong["lon"], wrong["lat"]), self.true) > 300
        assert metres((right["lon"], right["lat"]), self.true) < 0.01

    def test_cameras(self, here: Town) -> None:
        here.rows("cameras", [self.row(code="wrong")])
        here.rows("cameras", [self.row(code="right")], options=self.options)
        right, wrong = here.all(cameras)
        assert (wrong["area"], right["area"]) == (None, "here")
        assert metres((right["lon"], right["lat"]), self.true) < 0.01

    def test_areas(self, here: Town) -> None:
        """An outline given in GCJ-02, with an island."""
        lon, lat = self.true
        corners = [(lon - 0.002, lat), (lon, lat + 0.002), (lon + 0.002, lat), (lon - 0.002, lat)]
        island = [(x + 0.01, y + 0.01) for x, y in corners]
        rings = [[[gcj02(*p) for p in ring]] for ring in (corners, island)]
        shape = json.dumps({"type": "MultiPolygon", "coordinates": rings})
        row = {"code": "shifted", "level": "1", "parent": "city", "geometry": shape}
        assert here.rows("areas", [row], options=self.options).new == 1
        (found,) = [r["geometry"] for r in here.all(areas) if r["code"] == "shifted"]
        points = shapely.get_coordinates(shapely.from_geojson(found))
        for at, expected in zip(points, [*corners, *island], strict=True):
            assert metres(tuple(at), expected) < 0.01

    def test_what_is_elsewhere_is_rejected_with_its_reason(self, here: Town) -> None:
        rows = [
            self.incident(external_id="feet", lon=6010969, lat=2091546),
            self.incident(external_id="none", lon="", lat=""),
            self.incident(external_id="half", lon=""),
            self.incident(external_id="word", lon="NULL"),
            self.incident(external_id="zero", lon="0", lat="0"),
        ]
        summary = here.rows("incidents", rows, options=self.options)
        assert (summary.new, summary.rejected) == (1, 4)
        reasons = {reject["key"]: reject["reason"] for reject in rejected(summary)}
        assert reasons["hotline feet"] == (
            "coordinate outside the area of use: lon 6010969, lat 2091546 is not in GCJ-02, which "
            "is used from 72.004° to 137.8347° of longitude, 0.8293° to 55.8271° of latitude"
        )
        assert "only one of lon and lat" in reasons["hotline half"]
        assert "--null=NULL" in reasons["hotline word"]
        assert "never measured" in reasons["hotline zero"]

        camera = self.row(code="c", lon=6010969, lat=2091546)
        summary = here.rows("cameras", [camera], options=self.options)
        assert dict(summary.reasons) == {"coordinate outside the area of use": 1}

        area = {"code": "a", "level": "1", "parent": "city", "geometry": square(-122, 37)}
        summary = here.rows("areas", [area], options=self.options)
        assert dict(summary.reasons) == {"impossible geometry": 1}
        assert "5 of its 5 points are not in GCJ-02" in rejected(summary)[0]["reason"]

    def test_what_the_accuracy_is_is_said(self, here: Town) -> None:
        row = self.incident(lon=118.7, lat=32.0)
        summary = here.rows("incidents", [row], options=Options(crs=crs("EPSG:4490")))
        assert any("taken as one" in note for note in summary.notes)
