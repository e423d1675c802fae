"""A case as it is drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from data_access.case import Case, Clock, Duty, Span, Step
from data_access.moments import to_micros
from data_access.near import NOWHERE, Duplicate, NearCamera, Other, Surroundings
from layouts import case
from layouts.elements import Element
from layouts.view import View
from tests.layouts.panels import AS_OF, find, said, view, walk

HOUR = timedelta(hours=1)
BEGIN = AS_OF - 10 * HOUR
HOSTILE = '<img src=x onerror="alert(1)">'


def incident(**more: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "id": 1, "source": "s", "external_id": "A/1", "area": "g1", "category": "vending",
        "scenario": None, "priority": 1, "lon": 118.7, "lat": 32.0, "address": "中和路 1 号",
        "text": "占道", "stage": "responded", "reported_at": BEGIN, "responded_at": BEGIN + HOUR,
        "closed_at": None,
    }  # fmt: skip
    return SimpleNamespace(**(values | more))


def step(kind: str, hours: float, **more: Any) -> Step:
    fields = ("actor", "target", "role", "field", "old", "new", "deadline", "note")
    values = dict.fromkeys(fields) | {"stage": "responded"} | more
    return Step(kind, BEGIN + hours * HOUR, **values)


def answer(**more: Any) -> Case:
    """An incident of ten hours ago that was to be closed six hours ago."""
    values: dict[str, Any] = {
        "incident": incident(),
        "statuses": ("open", "overdue"),
        "deadline": BEGIN + 4 * HOUR,
        "stands_still": False,
        "late": 6 * 3600,
        "response": Clock(3600, True),
        "total": Clock(9 * 3600, False),
        "paused": 3600,
        "steps": (
            step("reported", 0, stage="reported"),
            step("dispatched", 0.5, target="water", stage="dispatched"),
            step("responded", 1, actor="water"),
            step("suspended", 5, paused=True),
            step("resumed", 6),
        ),
        "ahead": (),
        "spans": (
            Span(BEGIN, BEGIN + HOUR / 2, "reported", False),
            Span(BEGIN + HOUR / 2, BEGIN + HOUR, "dispatched", False),
            Span(BEGIN + HOUR, BEGIN + 5 * HOUR, "responded", False),
            Span(BEGIN + 5 * HOUR, BEGIN + 6 * HOUR, "responded", True),
            Span(BEGIN + 6 * HOUR, AS_OF, "responded", False),
        ),
        "stages": {
            "reported": Clock(1800, True),
            "dispatched": Clock(1800, True),
            "responded": Clock(8 * 3600, False),
        },
        "duties": (
            Duty("water", "lead", BEGIN + HOUR / 2, None, "answered", 1800, None),
        ),
        "surroundings": Surroundings(True),
    }  # fmt: skip
    return Case(**(values | more))


def drawn(of: View | None = None, **more: Any) -> list[Element]:
    children: list[Element] = case.build(answer(**more), of or view())["children"]
    return children


def tile(name: str, **more: Any) -> str:
    (found,) = [
        one for one in find(drawn(**more), "case-clock") if one["props"]["data-time"] == name
    ]
    return said(found)


def test_the_head_says_what_it_is_where_and_how_it_stands() -> None:
    (head,) = find(drawn(), "case-head")
    assert said(head) == (
        "A/1 热线 超期 6 时 阶段：响应 优先级 1 市容环境 · 占道经营 "
        "沙洲街道 · 中和社区 · 网格一 只看本网格 中和路 1 号 占道"
    )
    (here,) = find(head, "case-here")
    assert here.href == "/?period=30d&area=g1&case=s:A%2F1"
    assert find(head, "case-tag", "is-urgent")


@pytest.mark.parametrize(
    ("statuses", "tags"),
    [
        (("open",), "在办 阶段：响应 优先级 1"),
        (("open", "suspended"), "在办 缓办 阶段：响应 优先级 1"),
        (("open", "overdue", "suspended"), "超期 6 时 缓办 阶段：响应 优先级 1"),
        (("closed",), "已结案 优先级 1"),
        (("voided",), "作废 优先级 1"),
        (("ahead",), "提前登记，尚未上报 优先级 1"),
    ],
)
def test_statuses(statuses: tuple[str, ...], tags: str) -> None:
    assert said(find(drawn(statuses=statuses), "case-tags")) == tags


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "时限 超期 6 时 11-23 13:42"),
        ({"late": -7200, "statuses": ("open",)}, "时限 剩余 2 时 11-23 13:42"),
        ({"late": -7200, "statuses": ("closed",)}, "时限 提前 2 时 11-23 13:42"),
        ({"late": 0, "statuses": ("closed",)}, "时限 恰好按期 11-23 13:42"),
        ({"late": -60, "statuses": ("open", "suspended"), "stands_still": True},
         "时限 剩余 1 分 缓办期间顺延"),
        ({"deadline": None, "late": None}, "时限 – 无时限"),
    ],
)  # fmt: skip
def test_the_deadline(more: dict[str, Any], words: str) -> None:
    assert tile("deadline", **more) == words


def test_clocks_say_whether_they_have_ended() -> None:
    assert tile("response") == "首次响应 1 时 11-23 10:42"
    assert tile("total") == "总用时 9 时 至今"
    assert tile("paused") == "暂停 1 时 已扣除"
    assert tile("paused", paused=0) == "暂停 – 没有暂停"
    unheard = {"response": Clock(60, False), "statuses": ("closed",)}
    assert tile("response", **unheard) == "首次响应 – 未响应即结案"


def rows(**more: Any) -> list[str]:
    return [said(one) for one in find(drawn(**more), "step")]


def test_events_stand_in_their_order_with_the_deadline_in_its_place() -> None:
    assert [row.strip() for row in rows()] == [
        "11-23 09:42 上报",
        "11-23 10:12 派遣 水务局 主办 +30 分",
        "11-23 10:42 响应 水务局 +30 分",
        "11-23 13:42 时限到期",
        "11-23 14:42 缓办 +4 时",
        "11-23 15:42 恢复办理 +1 时",
        "11-23 19:42 现在",
    ]


def test_a_deadline_to_come_stands_after_now_and_one_that_moves_says_so() -> None:
    later = {"deadline": AS_OF + HOUR, "late": -3600, "statuses": ("open",)}
    assert rows(**later)[-2:] == ["11-23 19:42 现在", "11-23 20:42 时限"]
    moves = {**later, "stands_still": True, "statuses": ("open", "suspended")}
    assert rows(**moves)[-1] == "11-23 20:42 此刻恢复则于此到期"
    # At the very deadline it is on time: the event stands before it.
    edge = rows(deadline=BEGIN + 5 * HOUR)
    assert edge.index("11-23 14:42 缓办 +4 时") < edge.index("11-23 14:42 时限到期")
    closed = rows(statuses=("closed",), deadline=AS_OF + HOUR, late=-3600)
    assert closed[-1] == "11-23 20:42 时限"
    assert not any("现在" in row for row in closed)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (step("dispatched", 1, target="water", role="co"), "派遣 水务局 协办"),
        (step("dispatched", 1), "派遣"),
        (step("extended", 1, deadline=AS_OF), "延期至 11-23 19:42"),
        (step("corrected", 1, field="category", old=None, new="vending"),
         "更正类别：– → 占道经营"),
        (step("corrected", 1, field="area", old="g1", new="sha"), "更正区域：网格一 → 沙洲街道"),
        (step("corrected", 1, field="own_deadline", old=None, new=str(to_micros(AS_OF))),
         "更正时限：– → 11-23 19:42"),
        (step("corrected", 1, field="text", old="a", new=HOSTILE), f"更正描述：a → {HOSTILE}"),
        (step("verified", 1, note="ambiguous"), "核查通过 ambiguous"),
        (step("returned", 1, actor="roads"), "退回 城管局"),
    ],
)  # fmt: skip
def test_what_happened(event: Step, words: str) -> None:
    (row, _now) = find(drawn(steps=(event,), deadline=None), "step")
    assert said(find(row, "happened")) == words


def test_what_is_dated_ahead_stands_apart() -> None:
    (ahead,) = find(drawn(ahead=(step("resolved", 11, stage=None),)), "is-ahead")
    assert said(ahead).strip() == "11-23 20:42 处置"


def test_pauses_are_dotted_from_the_suspension_to_the_resumption() -> None:
    kinds = [one.className for one in find(drawn(), "step", "is-paused")]
    assert len(kinds) == 1
    assert "kind-suspended" in kinds[0]


def test_the_strip_holds_the_whole_course_and_the_deadline() -> None:
    parts = find(drawn(), "strip-part")
    sizes = [float(part.style["--size"][:-1]) for part in parts]
    assert sizes == [5, 5, 40, 10, 40]
    assert ["is-paused" in part.className for part in parts] == [False, False, False, True, False]
    assert "暂停 1 时" in parts[3].title
    (deadline,) = find(drawn(), "strip-deadline")
    assert deadline.style == {"--at": "40%"}
    # One far beyond the course would leave nothing of it.
    assert find(drawn(deadline=AS_OF + 30 * HOUR), "strip-deadline") == []
    (beyond,) = find(drawn(deadline=AS_OF + 10 * HOUR), "strip-deadline")
    assert beyond.style == {"--at": "100%"}
    assert find(drawn(spans=()), "strip") == []


def test_times_of_the_stages() -> None:
    rows_ = find(drawn(), "stage-row")
    assert [said(row).split(" ", 1)[0] for row in rows_] == ["上报", "派遣", "响应"]
    assert [said(find(row, "figure")) for row in rows_] == ["30 分", "30 分", "8 时"]
    assert [said(find(row, "aside")) for row in rows_] == ["", "", "所在"]
    contradicting = find(drawn(stages={"reported": Clock(-3600, True)}), "stage-row")
    assert "−1 时" in said(contradicting)


def test_who_had_it() -> None:
    duties = (
        Duty("roads", "lead", BEGIN, BEGIN + HOUR, "passed_on", 3600, None),
        Duty("water", "lead", BEGIN + HOUR, BEGIN + 3 * HOUR, "answered", 60, 7200),
        Duty("water", "co", BEGIN + HOUR, None, "waiting", None, None),
    )
    assert [said(one) for one in find(drawn(duties=duties), "duty")] == [
        "城管局 主办 未响应即移交 11-23 09:42 至 11-23 10:42",
        "水务局 主办 已处置 11-23 10:42 至 11-23 12:42 响应 1 分 · 办理 2 时",
        "水务局 协办 等待响应 11-23 10:42 起",
    ]
    assert "尚未派遣" in said(drawn(duties=()))


def camera(**more: Any) -> Any:
    values = {
        "code": "c", "name_zh": "枪机 1", "name_en": "Fixed 1", "lon": 118.7, "lat": 32.0,
        "bearing": 90.0, "angle": 60.0, "range_m": None, "online": True, "in_order": True,
    }  # fmt: skip
    return SimpleNamespace(**(values | more))


def other(number: str, hours: float, statuses: tuple[str, ...] = ("open",), **more: Any) -> Other:
    said_ = incident(external_id=number, reported_at=BEGIN + hours * HOUR, **more)
    return Other(said_, statuses, 42.4)


NEAR = Surroundings(
    True,
    (
        NearCamera(camera(), 12.3, True, True),
        NearCamera(camera(name_zh="", name_en="", in_order=False), 20.0, True, False),
        NearCamera(camera(online=False), 1234.5, False, False),
    ),
    23,
    (other("B", 1, ("open", "overdue")), other("C", -800, ("closed",))),
    (
        Duplicate(other("D", 0.5, text=HOSTILE, source="gone"), 0.625, True),
        Duplicate(other("E", -0.5, text=None), None, False),
        Duplicate(other("F", 0), 0.5, False),
    ),
)


def test_cameras_say_whether_they_see_it_and_why_not() -> None:
    found = find(drawn(surroundings=NEAR), "near-camera")
    assert [said(one) for one in found] == [
        "枪机 1 完好 可见此处 12 m",
        "c 在线，图像异常 在视野内，但不完好 20 m",
        "枪机 1 离线 视野未及 1,234 m",
    ]
    unseen = replace(NEAR, cameras=NEAR.cameras[1:])
    assert "没有完好的摄像头能看到此处" in said(drawn(surroundings=unseen))
    assert "没有摄像头" in said(drawn(surroundings=replace(NEAR, cameras=())))


def test_likely_duplicates_say_by_how_much_and_whose_they_are() -> None:
    first, second, third = find(drawn(surroundings=NEAR), "near-duplicate")
    assert said(first) == f"D gone 来自其他来源 {HOSTILE} 文字相似 62% · 晚 30 分 · 42 m"
    assert said(second) == "E 热线 中和路 1 号 无文字可比 · 早 30 分 · 42 m"
    assert said(third).endswith("文字相似 50% · 同时 · 42 m")
    assert first.href == "/?period=30d&case=gone:D"
    assert first["props"]["data-case"] == "gone:D"
    assert "未发现" in said(drawn(surroundings=replace(NEAR, duplicates=())))


def test_the_same_place_counts_all_and_lists_the_newest() -> None:
    children = drawn(surroundings=NEAR)
    first, second = find(children, "near-repeat")
    assert said(first) == "11-23 10:42 B 占道经营 超期未结 42 m"
    assert said(second) == "10-21 01:42 C 占道经营 已结案 42 m"
    assert "23 件，列出最近 20 件" in said(children)
    assert "2 件" in said(drawn(surroundings=replace(NEAR, repeats=2)))
    assert "没有其他案件" in said(drawn(surroundings=Surroundings(True)))


def test_a_row_names_its_place_on_the_map() -> None:
    built = case.build(answer(surroundings=NEAR), view())
    rows_ = [one for one in walk(built["children"]) if "data-point" in one["props"]]
    numbers = [int(one["props"]["data-point"]) for one in rows_]
    assert numbers == list(range(len(built["points"]))) == list(range(8))
    labels = [point["label"] for point in built["points"]]
    assert labels == ["枪机 1", "c", "枪机 1", "D", "E", "F", "B", "C"]
    assert [p["range_m"] for p in built["points"][:3]] == [view().settings.camera_range_m] * 3
    assert built["place"] == {"lat": 32.0, "lon": 118.7, "label": "A/1"}


def test_without_a_location_nothing_is_near() -> None:
    built = case.build(answer(surroundings=NOWHERE), view("en"))
    assert built["place"] is None
    assert "Without a location" in said(built["children"])
    assert find(built["children"], "near-repeat") == []


def test_whatever_is_said_stays_text() -> None:
    hostile = incident(text=HOSTILE, address=HOSTILE, external_id=HOSTILE, area=HOSTILE)
    built = case.build(answer(incident=hostile), view())
    kinds = {one["type"] for one in walk(built["children"])}
    assert kinds <= {
        "A",
        "Button",
        "Div",
        "H2",
        "H3",
        "Header",
        "I",
        "Li",
        "Link",
        "Ol",
        "P",
        "Section",
        "Span",
    }
    assert said(built["children"]).count(HOSTILE) == 4
    assert not [
        name for one in walk(built["children"]) for name in one["props"] if "html" in name.lower()
    ]


def test_it_is_plain_json_in_both_languages() -> None:
    for language in ("zh", "en"):
        built = case.build(answer(surroundings=NEAR), view(language))
        assert json.loads(json.dumps(built, allow_nan=False)) == built
    assert case.build(answer(), view("en"))["label"] == "Incident A/1"
    assert said(case.unknown(view("en"))["children"]).startswith("There is no such incident")


def test_another_year_is_named() -> None:
    then = view(period="24h")
    assert "2025-11-23 19:42" in said(drawn(then, deadline=AS_OF - timedelta(days=365)))
