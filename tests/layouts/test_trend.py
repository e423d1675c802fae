import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_access.trend import Trend
from layouts import ids, plot, trend
from layouts.view import View
from tests.layouts.panels import said, view

TOKENS = Path(__file__).parents[2] / "assets" / "00-tokens.css"
HOURS = tuple(datetime(2026, 11, 22, 11, tzinfo=UTC) + timedelta(hours=i) for i in range(25))


def answer(n: int = 25, **more: Any) -> Trend:
    values: dict[str, Any] = {
        "step": "hour", "starts": HOURS[:n], "new": tuple(range(n)), "closed": (2,) * n,
        "usual_low": (None,) * n, "usual_high": (None,) * n,
    }  # fmt: skip
    return Trend(**(values | more))


def figure(found: Trend, of: View | None = None) -> dict[str, Any]:
    return dict(trend.build(found, of or view(period="24h"))[ids.TREND]["figure"])


def test_a_plain_dict_with_local_moments() -> None:
    drawn = figure(answer())
    closed, new = drawn["data"]
    assert new["x"][0] == "2026-11-22T19:00:00"
    assert new["y"] == list(range(25))
    assert closed["name"] == "结案"
    assert json.loads(json.dumps(drawn)) == drawn


def test_cut_buckets_are_veiled_and_say_so() -> None:
    drawn = figure(answer())  # 24 hours that begin at 19:42 and end at 19:42
    veils = [(shape["x0"], shape["x1"]) for shape in drawn["layout"]["shapes"]]
    assert veils == [
        ("2026-11-22T19:00:00", "2026-11-22T20:00:00"),
        ("2026-11-23T18:00:00", "2026-11-23T19:00:00"),
    ]
    said_new = drawn["data"][-1]["text"]
    assert said_new[0] == "新增 0（未满）"
    assert said_new[1] == "新增 1"
    assert said_new[-1] == "新增 24（未满）"


def test_whole_buckets_of_a_past_period_are_not_veiled() -> None:
    past = view(period="custom", start="2026-11-22T19:00", end="2026-11-23T19:00")
    assert figure(answer(24), past)["layout"]["shapes"] == []


@pytest.mark.parametrize(
    ("step", "starts"), [("day", ((10, 31), (11, 22))), ("month", ((9, 30), (10, 31)))]
)
def test_the_present_day_and_month_are_cut(step: str, starts: tuple[tuple[int, int]]) -> None:
    midnights = tuple(datetime(2026, month, day, 16, tzinfo=UTC) for month, day in starts)
    since = view(period="custom", start="2026-10-01", end="2026-12-01")
    assert trend.incomplete(answer(2, step=step, starts=midnights), since) == {1}


def test_the_band_has_a_gap_where_the_past_does_not_tell() -> None:
    low, high = (1.0, 2.0, None, 3.0, None), (5.0, 6.0, None, None, 9.0)
    drawn = figure(answer(5, usual_low=low, usual_high=high))
    band = drawn["data"][0]
    assert band["y"] == [5, 6, 2, 1, 5]
    assert drawn["data"][-1]["text"][1] == "新增 1（常态 2–6）"
    two = figure(answer(5, usual_low=(1.0, None, 1.0, 1.0, 1.0), usual_high=(2.0,) * 5))
    assert two["data"][0]["y"].count(None) == 1
    assert len(two["data"][0]["x"]) == len(two["data"][0]["y"])


def test_without_a_past_there_is_no_band_and_no_legend_of_one() -> None:
    assert len(figure(answer())["data"]) == 2
    head = trend.build(answer(), view())[ids.TREND_HEAD]["children"]
    assert said(head) == "新增与结案 新增 300 结案 50 每小时件数"


@pytest.mark.parametrize("n", [0, 1, 25])
def test_an_empty_period_keeps_its_axis_and_says_so(n: int) -> None:
    drawn = figure(answer(n, new=(0,) * n, closed=(0,) * n))
    assert drawn["layout"]["annotations"][0]["text"] == "本期没有新增，也没有结案"
    assert drawn["layout"]["yaxis"]["range"][0] == 0
    assert len(drawn["data"][-1]["x"]) == n


def test_one_bucket_is_a_point() -> None:
    assert figure(answer(1, new=(7,)))["data"][-1]["mode"] == "markers"


@pytest.mark.parametrize(
    ("step", "start", "after"),
    [
        ("hour", (11, 22, 15), "2026-11-23T00:00:00"),
        ("day", (11, 22, 16), "2026-11-24T00:00:00"),
        ("month", (11, 30, 16), "2027-01-01T00:00:00"),
    ],
)
def test_it_knows_where_its_last_bucket_ends(
    step: str, start: tuple[int, int, int], after: str
) -> None:
    (month, day, hour), of = start, view(period="24h")
    begin = datetime(2026, month, day, hour, tzinfo=UTC)
    assert figure(answer(1, step=step, starts=(begin,)), of)["layout"]["meta"] == {"after": after}
    assert figure(answer(0), of)["layout"]["meta"] == {"after": None}


def test_a_drag_zooms_nothing() -> None:
    layout = figure(answer())["layout"]
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"] is layout["yaxis"]["fixedrange"] is True


def test_in_english() -> None:
    drawn = figure(answer(), view("en", period="24h"))
    assert drawn["data"][-1]["text"][-1] == "New 24 (incomplete)"
    formats = [stop["value"] for stop in drawn["layout"]["xaxis"]["tickformatstops"]]
    assert not re.search(r"[\u4e00-\u9fff]", "".join(formats))


def test_the_colours_are_those_of_the_style_sheet() -> None:
    dark, light = TOKENS.read_text(encoding="utf-8").split('[data-theme="light"]')
    for theme, css in (("dark", dark), ("light", light)):
        for name, colour in plot.COLOURS[theme].items():
            assert f"--{name}: {colour};" in css
