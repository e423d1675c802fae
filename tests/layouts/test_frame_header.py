"""The header: crumbs, periods, age of the data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from data_access.filters import Filter
from data_access.reach import EVERYTHING
from layouts import areas, format, header, ids, states, views
from tests.layouts.frame import AS_OF, NAMES, every, late, texts, view


def links(**filtered: object) -> dict[str, str]:
    children = header.build(view(**filtered))[ids.HEADER]["children"]  # type: ignore[arg-type]
    return {"".join(texts(link)): link.href for link in every(children, "Link")}


def test_title_names_the_district_and_the_product() -> None:
    assert views.title(view()) == "建邺区 一屏统管"
    assert views.title(view("en")) == "Jianye District OneScreen"


def test_every_link_leads_to_a_filter_that_parses() -> None:
    for href in links(area=("s1",)).values():
        query = dict(part.split("=") for part in href.removeprefix("/?").split("&"))
        Filter.parse(EVERYTHING, query)


def test_crumbs_lead_up_and_down() -> None:
    found = links(area=("c1",))
    assert found["全区"] == "/?period=30d"
    assert found["沙洲街道"] == "/?period=30d&area=s1"
    assert found["兴达社区"] == "/?period=30d&area=c2"


def test_periods_keep_the_area_and_drop_own_days() -> None:
    found = links(period="custom", start="2026-02-01", end="2026-02-08", area=("s1",))
    assert found["7 天"] == "/?period=7d&area=s1"


@pytest.mark.parametrize(("language", "said"), [("zh", "上月"), ("en", "Last month")])
def test_last_month_is_in_the_menu_of_own_days(language: str, said: str) -> None:
    def menu(**chosen: Any) -> Any:
        children = header.build(view(language, **chosen))[ids.HEADER]["children"]  # type: ignore[arg-type]
        return next(one for one in every(children, "Details") if "custom" in one.className)

    (link,) = every(menu(), "Link")
    assert (texts(link), link.href.split("&")[0]) == ([said], "/?period=lastmonth")
    chosen = menu(period="lastmonth")
    (summary,) = every(chosen, "Summary")
    assert (texts(summary), summary.className) == ([said], "is-chosen")
    assert entered(chosen) == {"first": "2026-02-01", "last": "2026-02-28"}


def test_switches_keep_the_filter() -> None:
    found = links(area=("s1",))
    assert found["EN"] == "/?period=30d&area=s1&lang=en"
    assert found["浅色"] == "/?period=30d&area=s1&theme=light"


def entered(drawn: Any) -> dict[str, str]:
    """What the form of one's own period has in it: times only where they are chosen."""
    inputs = [i["props"] for i in every(drawn, "Input") if i["props"]["type"] != "search"]
    times = next(i["checked"] for i in inputs if i["type"] == "checkbox")
    wanted = ("date", "time") if times else ("date",)
    return {i["name"]: i["value"] for i in inputs if i["type"] in wanted}


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-02-01", "2026-02-08", {"first": "2026-02-01", "last": "2026-02-07"}),
        (
            "2026-02-01",
            "2026-02-08T09:30",
            {
                "first": "2026-02-01",
                "first-time": "00:00",
                "last": "2026-02-08",
                "last-time": "09:30",
            },
        ),
        (
            "2026-02-01T22:00",
            "2026-02-02",
            {
                "first": "2026-02-01",
                "first-time": "22:00",
                "last": "2026-02-02",
                "last-time": "00:00",
            },
        ),
    ],
)
def test_the_form_of_ones_own_period_starts_with_what_is_shown(
    start: str, end: str, shown: dict[str, str]
) -> None:
    drawn = header.build(view(period="custom", start=start, end=end))[ids.HEADER]["children"]
    assert entered(drawn) == shown


@pytest.mark.parametrize(
    ("language", "chosen", "said"),
    [
        ("zh", {}, "近 30 天"),
        ("zh", {"period": "custom", "start": "2026-02-01", "end": "2026-02-08"}, "2月1日至7日"),
        ("en", {"period": "custom", "start": "2026-02-01", "end": "2026-02-02"}, "1 Feb"),
        (
            "en",
            {"period": "custom", "start": "2020-04-07", "end": "2020-04-21"},
            "7–20 Apr 2020",
        ),
        (
            "zh",
            {"period": "custom", "start": "2020-04-07", "end": "2020-04-21"},
            "2020年4月7日至20日",
        ),
        (
            "en",
            {"period": "custom", "start": "2020-04-28", "end": "2020-05-03"},
            "28 Apr – 2 May 2020",
        ),
        (
            "zh",
            {"period": "custom", "start": "2020-04-28", "end": "2020-05-03"},
            "2020年4月28日至5月2日",
        ),
        (
            "en",
            {"period": "custom", "start": "2018-12-30", "end": "2019-01-03"},
            "30 Dec 2018 – 2 Jan 2019",
        ),
        (
            "zh",
            {"period": "custom", "start": "2025-12-30", "end": "2026-01-02"},
            "2025年12月30日至1月1日",
        ),
        (
            "zh",
            {"period": "custom", "start": "2026-03-02T08:00", "end": "2026-03-02T09:30"},
            "08:00至09:30",
        ),
    ],
)
def test_periods_are_said_with_both_days_included(
    language: str, chosen: dict[str, str], said: str
) -> None:
    assert format.period(view(language, **chosen)) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (AS_OF, format.clock(AS_OF, view())),
        (AS_OF.replace(year=AS_OF.year - 1, month=4, day=20, hour=4), "2025年4月20日"),
    ],
)
def test_of_another_year_the_day_of_the_newest_data_is_enough(moment: datetime, said: str) -> None:
    names = replace(NAMES, newest={"hotline": moment})
    (age,) = every(header.build_age(view(names=names))[ids.AGE]["children"].children, "Span")
    told = json.loads(age["props"]["data-texts"])
    assert told["until"] == f"数据截至 {said}"


def test_a_click_on_the_chosen_area_leads_to_the_one_it_lies_in() -> None:
    assert areas.toggled(view(area=("c1",)), "c1") == "/?period=30d&area=s1"
    assert areas.toggled(view(area=("s1",)), "s1") == "/?period=30d"
    assert areas.toggled(view(area=("s1",)), "s2") == "/?period=30d&area=s2"


def test_the_age_tells_the_newest_moment() -> None:
    (age,) = every(header.build_age(view())[ids.AGE]["children"].children, "Span")
    props = age["props"]
    assert props["data-age"] == AS_OF.isoformat()
    assert json.loads(props["data-texts"])["seconds"] == "数据 {n} 秒前"


def test_a_silent_source_is_late_only_where_the_period_needs_it() -> None:
    silent = late(2)
    assert states.late_sources(view(names=NAMES)) == []
    assert states.late_sources(view(names=silent)) == ["hotline"]
    past = {"period": "custom", "start": "2026-02-01", "end": "2026-02-08"}
    assert states.late_sources(view(names=silent, **past)) == []


def test_panels_are_stale_when_every_source_is_late() -> None:
    assert states.stale_text(view()) is None
    assert states.stale_text(view(names=late(2))) == "数据截至 10:30，此后无更新"
