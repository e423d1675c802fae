"""The district itself: how much there is of everything, and that areas nest."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely

from data_access.demo.cameras import cameras
from data_access.demo.district import district
from data_access.demo.geography import Geography, geography
from data_access.demo.reference import MIXES, categories, rows

TOLERANCE = 1e-9  # square degrees, about ten square metres


@pytest.fixture(scope="module")
def place() -> Geography:
    return geography()


def test_counts_are_those_of_the_district(place: Geography) -> None:
    assert [len(place.level(level)) for level in range(4)] == [1, 6, 64, 793]
    content = rows()
    assert {name: len(content[name]) for name in ("departments", "sources", "scenarios")} == {
        "departments": 23,
        "sources": 10,
        "scenarios": 16,
    }
    assert len(cameras()) == 2729


def test_names_and_codes(place: Geography) -> None:
    by_code = {area.code: area for area in place.areas}
    assert len(by_code) == len(place.areas)
    assert (by_code["320105"].zh, by_code["320105004"].en) == ("建邺区", "Jiangxinzhou")
    assert by_code["320105001001"].zh == "凤栖苑社区"
    assert not any("居委会" in area.zh for area in place.areas)
    for grid in place.level(3):
        assert grid.code[:12] == grid.parent
        assert (grid.zh, grid.en) == (f"{grid.code[13:]}网格", f"Grid {grid.code[13:]}")


def test_areas_nest_and_fill_their_parents(place: Geography) -> None:
    by_code = {area.code: area for area in place.areas}
    for area in place.areas:
        assert area.outline.is_valid
        if area.parent is not None:
            parent = by_code[area.parent]
            assert parent.level == area.level - 1
            assert area.outline.difference(parent.outline).area < TOLERANCE
        children = [child for child in place.areas if child.parent == area.code]
        if children:
            whole = shapely.union_all([child.outline for child in children])
            assert area.outline.difference(whole).area < TOLERANCE
            assert sum(child.population for child in children) == area.population
            assert sum(child.enterprises for child in children) == area.enterprises


@pytest.mark.parametrize("level", [1, 2, 3])
def test_areas_of_a_level_do_not_overlap(place: Geography, level: int) -> None:
    outlines = np.array([area.outline for area in place.level(level)])
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    pairs = first < second
    shared = shapely.area(shapely.intersection(outlines[first[pairs]], outlines[second[pairs]]))
    assert shared.max() < TOLERANCE


def test_the_island_is_sparsely_populated(place: Geography) -> None:
    assert place.areas[0].population == 535_000
    dense = {area.en: area.population / area.outline.area for area in place.level(1)}
    assert min(dense, key=dense.__getitem__) == "Jiangxinzhou"


def test_every_category_is_somebodys() -> None:
    content = rows()
    known = {name: {row["code"] for row in content[name]} for name in content}
    leaves = categories()
    assert {leaf.department for leaf in leaves} == known["departments"]
    assert {leaf.scenario for leaf in leaves} == known["scenarios"]
    assert {leaf.mix for leaf in leaves} == set(MIXES)
    assert {source for mix in MIXES.values() for source in mix} == known["sources"]
    assert all(sum(mix.values()) == pytest.approx(1) for mix in MIXES.values())
    assert all(2 * 3600 <= leaf.deadline_s <= 15 * 86_400 for leaf in leaves)


def test_parents_of_categories_come_first() -> None:
    seen: set[str | None] = {None}
    for row in rows()["categories"]:
        assert row["parent"] in seen
        seen.add(row["code"])


def test_cameras_stand_in_their_grids_and_differ_by_street() -> None:
    by_code = {grid.code: grid for grid in district().grids}
    installed: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for camera in cameras():
        assert by_code[camera.area].outline.contains(shapely.Point(camera.lon, camera.lat))
        assert camera.angle is None or 60 <= camera.angle <= 110
        assert (camera.bearing is None) == (camera.angle is None)
        assert camera.range_m is None or 30 <= camera.range_m <= 120
        assert camera.online or not camera.in_order
        installed[camera.area[:9]] += 1
        broken[camera.area[:9]] += not camera.in_order
    assert len({camera.code for camera in cameras()}) == 2729
    shares = {street: broken[street] / installed[street] for street in installed}
    assert max(shares, key=shares.__getitem__) == "320105004"
    assert 0.90 < 1 - sum(broken.values()) / 2729 < 0.94
    assert 0.94 < sum(camera.online for camera in cameras()) / 2729 < 0.97
    assert any(camera.bearing is None for camera in cameras())
    assert any(camera.range_m is None for camera in cameras())
