"""The map: surface, colours, legend, outlines, cameras."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from data_access.settings import Settings
from layouts import camera_layer, heat_image, heat_map, ids, outlines, ramp
from layouts.view import Theme
from tests.layouts.frame import NAMES, every, heat, texts, view


def surface(low: float = 0, high: float = 400) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Nothing in the west, much in the east."""
    density = np.full((20, 40), low, dtype=np.float32)
    density[:, 20:] = high
    return density


def over_panel(theme: Theme) -> list[float]:
    """Relative luminance of the ramp as it is seen on the panel."""
    seen = []
    for *colour, opacity in ramp.ramp(theme):
        a = opacity / 255
        mixed = [
            (a * c + (1 - a) * p) / 255 for c, p in zip(colour, ramp.PANEL[theme], strict=True)
        ]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mixed]
        seen.append(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))
    return seen


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_ramp_starts_from_the_panel_and_goes_one_way_in_even_steps(theme: Theme) -> None:
    assert ramp.ramp(theme)[0][3] == 0
    lightness = np.cbrt(over_panel(theme))
    steps = np.diff(lightness[::15]) * (1 if theme == "dark" else -1)
    assert (steps > 0).all()
    assert steps.max() < 3 * np.median(steps)


@given(st.floats(1e-6, 1e9))
def test_the_top_is_round_and_covers_what_is_usual(density: float) -> None:
    top = heat_image.top(np.full((3, 3), density, dtype=np.float64).astype(np.float32))
    assert density * (1 - 1e-6) <= top <= density * 16
    assert float(f"{top / 16:.0e}") == pytest.approx(top / 16)


def test_an_empty_surface_has_a_legend_all_the_same() -> None:
    assert heat_image.top(np.zeros((2, 2), dtype=np.float32)) == 16
    assert heat_image.ticks(320) == [0, 20, 80, 180, 320]


def test_the_image_has_nothing_where_nothing_is_and_is_cut_to_the_outline() -> None:
    density = surface()
    density[:5] = np.nan
    one_street = [shapely.box(118.71, 32.0, 118.72, 32.01)]
    found = heat_image.levels(heat(density))
    high, wide = found.shape
    assert found[:, : wide // 2 - 3].max() == 0
    assert found[high // 2, wide - 2] > 100, "much"
    assert found[0].max() == 0, "far outside"
    drawn = heat_image.svg(heat(density), one_street, "dark")
    corners = re.findall(r"([\d.]+),([\d.]+)", drawn.split(' d="')[1].split('"')[0])
    assert sorted({round(float(x)) for x, _ in corners}) == [wide // 2, wide]
    assert sorted({round(float(y)) for _, y in corners}) == [0, high]


def test_what_is_not_known_does_not_darken_the_rim() -> None:
    density = surface(400)
    density[:, :2] = np.nan
    assert len(np.unique(heat_image.levels(heat(density)))) == 1


def test_an_image_has_two_pixels_for_a_bandwidth_and_no_more_than_cells() -> None:
    fine = heat(np.ones((400, 800), dtype=np.float32))
    assert heat_image.levels(fine).shape == (11, 22), "1,112 m at 200 m"
    assert heat_image.levels(heat(surface())).shape == (11, 22)
    assert heat_image.levels(heat(np.ones((3, 5), dtype=np.float32))).shape == (3, 5)


@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2), elements=st.integers(0, 127)))
def test_any_reader_finds_the_colours_again(steps: heat_image.Levels) -> None:
    image = Image.open(io.BytesIO(heat_image.png(steps, "light")))
    colours = np.array(ramp.ramp("light"))[np.round(steps.astype(float) * 255 / 127).astype(int)]
    assert (np.asarray(image.convert("RGBA")) == colours).all()


def test_an_image_is_drawn_once_for_both_languages_and_named_by_its_content() -> None:
    answer = heat(surface())
    chinese, english = (heat_map.build(answer, view(said)) for said in ("zh", "en"))  # type: ignore[arg-type]
    url = chinese[ids.MAP_HEAT]["url"]
    assert english[ids.MAP_HEAT]["url"] == url
    assert list(heat_map.images(answer, view())) == [url]
    assert heat_map.images(answer, view())[url] is heat_map.images(answer, view("en"))[url]
    again = heat_map.build(heat(surface()), view())[ids.MAP_HEAT]["url"]
    other = heat_map.build(heat(surface(100)), view())[ids.MAP_HEAT]["url"]
    light = heat_map.build(answer, view("zh", "light"))[ids.MAP_HEAT]["url"]
    assert url == again
    assert len({url, other, light}) == 3


def test_bins_are_about_as_wide_as_the_bandwidth_and_cover_the_surface() -> None:
    found = heat(np.zeros((60, 101), np.float32))  # 1112 m by 1887 m, of 200 m
    assert heat_image.bins(found) == [32.0, 118.7, 32.01, 118.72, 6, 10]
    tools = heat_map.build_tools(view(), found)[ids.MAP_TOOLS]["children"]
    (spot,) = [b for b in every(tools, "Button") if b["props"].get("data-draw") == "spot"]
    assert json.loads(spot["props"]["data-bins"]) == heat_image.bins(found)
    without = every(heat_map.build_tools(view(), None)[ids.MAP_TOOLS]["children"], "Button")
    assert [b["props"]["data-draw"] for b in without if "data-draw" in b["props"]] == [
        "rectangle",
        "lasso",
    ]


def test_head_and_legend_say_what_is_drawn() -> None:
    found = heat_map.build(heat(surface()), view())
    assert texts(found[ids.MAP_HEAD]["children"]) == [
        "案件热力",
        "近 30 天 13 件",
        "无坐标 4 件",
        "界外 1 件",
    ]
    said = texts(found[ids.MAP_LEGEND]["children"])
    assert said[:6] == ["件 / km²（带宽 200 m）", "0", "30", "120", "270", "480+"]
    assert said[-1] == "模拟数据 · 街道边界为示意"
    assert found[ids.MAP_HEAT]["bounds"] == [[32.0, 118.7], [32.01, 118.72]]


def test_without_a_surface_the_old_one_is_not_left_standing() -> None:
    found = heat_map.build(None, view("en"))
    assert found[ids.MAP_HEAT]["url"].startswith("data:image/gif")
    assert texts(found[ids.MAP_HEAD]["children"]) == [
        "Incident heat",
        "Cannot be computed just now",
    ]


def test_outlines_of_the_streets_and_of_what_is_inside_the_chosen_one() -> None:
    def states(**filtered: object) -> dict[str, tuple[int, str, str]]:
        features = outlines.drawn(view(**filtered))  # type: ignore[arg-type]
        said = [feature["properties"] for feature in features]
        return {p["label"]: (p["depth"], p["state"], p["href"]) for p in said}

    assert states() == {
        "沙洲": (1, "free", "/?period=30d&area=s1"),
        "南苑": (1, "free", "/?period=30d&area=s2"),
    }
    assert states(area=("c1",)) == {
        "沙洲": (1, "around", "/?period=30d&area=s1"),
        "南苑": (1, "beside", "/?period=30d&area=s2"),
        "中和社区": (2, "chosen", "/?period=30d&area=s1"),
        "兴达": (2, "beside", "/?period=30d&area=c2"),
    }


def test_the_map_is_fitted_to_the_highest_outlines_there_are() -> None:
    (south, west), (north, east) = outlines.bounds(outlines.whole(NAMES)) or ([0, 0], [0, 0])
    assert [south, west, north, east] == pytest.approx([32.0, 118.7, 32.01, 118.72])


def test_outlines_are_drawn_no_finer_than_a_screen_shows() -> None:
    around = shapely.Point(118.7, 32.0).buffer(0.01, quad_segs=2000)
    round_one = {"type": "Feature", "geometry": json.loads(shapely.to_geojson(around))}
    names = replace(NAMES, outlines={"s1": round_one})
    (feature,) = outlines.drawn(view(names=names))
    drawn = shapely.from_geojson(json.dumps(feature["geometry"]))
    assert shapely.get_num_coordinates(drawn) < 200
    assert shapely.hausdorff_distance(drawn, around) < 3e-5
    assert feature["properties"]["at"] == pytest.approx([32.0, 118.7], abs=1e-3)


@pytest.mark.parametrize(
    ("online", "in_order", "mark"),
    [
        (True, True, "in_order"),
        (True, False, "faulty"),
        (False, None, "offline"),
        (False, True, "offline"),
        (True, None, "unknown"),
        (None, None, "unknown"),
        (None, True, "in_order"),
    ],
)
def test_a_status_that_is_not_delivered_is_unknown(
    online: bool | None, in_order: bool | None, mark: str
) -> None:
    assert camera_layer.status_of(online, in_order)[0] == mark


def test_a_camera_without_a_range_says_that_it_is_assumed() -> None:
    row = SimpleNamespace(
        code="c9", name_zh="", name_en="", lon=118.7, lat=32.0, area="s1", bearing=None,
        angle=None, range_m=None, installed=True, online=True, in_order=True,
        last_seen=datetime(2026, 3, 2, 4, 30, tzinfo=UTC),
    )  # fmt: skip
    layer = camera_layer.features([row], NAMES, "zh", Settings(camera_range_m=80))
    (feature,) = layer["features"]
    lines = ["c9", "完好", "沙洲街道", "最近在线 2026-03-02 12:30", "视距 80 m（假定）"]
    assert feature["properties"]["lines"] == lines
    assert feature["properties"]["range_m"] == 80


def test_a_camera_that_is_not_installed_is_not_drawn() -> None:
    row = SimpleNamespace(installed=False)
    assert camera_layer.features([row], NAMES, "zh", Settings())["features"] == []
