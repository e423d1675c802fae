from dataclasses import replace

from data_access.filters import DIMENSIONS, WORDS
from data_access.settings import Settings
from layouts import chosen
from layouts.texts import TEXTS
from tests.layouts.panels import find, said, view


def test_every_filter_but_area_and_period_is_seen_and_can_be_taken_away() -> None:
    some = view(area=("sha",), department=("roads", "water"), status=("open",), priority=("1",))
    found = chosen.chips(some)
    assert said(found) == "部门：城管局、水务局 优先级：1 状态：在办"
    assert [chip.href for chip in find(found, "chip")] == [
        "/?period=30d&area=sha&priority=1&status=open",
        "/?period=30d&area=sha&department=roads,water&status=open",
        "/?period=30d&area=sha&department=roads,water&priority=1",
    ]
    assert chosen.chips(view(area=("sha",))) == []


def test_in_english() -> None:
    found = chosen.chips(view("en", category=("vending",), source=("s",)))
    assert said(found) == "Category: Street vending Source: Hotline"


def test_what_narrows_is_taken_away_one_by_one() -> None:
    found = chosen.chips(view(only=("returned", "unlocated")))
    assert [(said(chip), chip.href) for chip in find(found, "chip")] == [
        ("仅退回一次以上", "/?period=30d&only=unlocated"),
        ("仅无坐标", "/?period=30d&only=returned"),
    ]
    assert said(chosen.chips(view("en", only=("returned",)))) == "only sent back more than once"


def test_every_dimension_and_status_has_a_word() -> None:
    words = {f"chosen.{name}" for name in (*DIMENSIONS, "within", "text")} - {"chosen.area"}
    words |= {f"chosen.{name}.{word}" for name, some in WORDS.items() for word in some}
    assert words <= TEXTS.keys()


def test_stages_texts_and_what_was_drawn_have_chips() -> None:
    some = view(stage=("closed", "dispatched"), within=("118.7,32", "118.8,32.1"), text="莫愁 {路}")
    found = chosen.chips(some)
    assert said(found) == "阶段：核查结案、派遣 地图范围 文字：莫愁 {路}"
    text = "q=%E8%8E%AB%E6%84%81+%7B%E8%B7%AF%7D"
    assert [chip.href for chip in find(found, "chip")] == [
        f"/?period=30d&within=118.7,32;118.8,32.1&{text}",
        f"/?period=30d&stage=closed,dispatched&{text}",
        "/?period=30d&stage=closed,dispatched&within=118.7,32;118.8,32.1",
    ]
    drawn = chosen.chips(view("en", stage=("dispatched",), within=("1,2", "3,4"), text="KTV"))
    assert said(drawn) == "Stage: dispatched Area drawn on the map Text: KTV"


def test_a_period_of_ones_own_is_taken_away_like_any_other_filter() -> None:
    own = {"period": "custom", "start": "2026-11-01", "end": "2026-11-04"}
    some = view(**own, status=("open",))
    found = chosen.chips(some)
    assert said(found) == "时段：11月1日至3日 状态：在办"
    assert [chip.href for chip in find(found, "chip")] == [
        "/?period=30d&status=open",
        "/?from=2026-11-01&to=2026-11-04",
    ]
    assert said(chosen.chips(view("en", **own))) == "Period: 1–3 Nov"
    assert chosen.words(some) == ["状态：在办"]  # which say the period elsewhere
    assert chosen.chips(view(period="lastmonth")) == []


def test_without_it_the_period_of_a_first_look_is_looked_at() -> None:
    first = Settings(period="2020-04-07/2020-04-20")
    own = view(period="custom", start="2020-04-08", end="2020-04-09")
    (chip,) = find(chosen.chips(replace(own, settings=first)), "chip")
    assert chip.href == "/?from=2020-04-07&to=2020-04-20"
    same = view(period="custom", start="2020-04-07", end="2020-04-20")
    assert chosen.chips(replace(same, settings=first)) == []
    assert not chosen.has_own_period(replace(same, settings=first))
