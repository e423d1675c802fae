"""Displays and their tokens, as an administrator makes and revokes them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from data_access.access import displays
from data_access.access.displays import Display
from data_access.moments import from_micros
from tests.access_http.conftest import HTML, OWN, Serve
from tests.access_http.desk import CHIEF, Desk, desk_of, let_in
from tests.engines import Databases, SQLiteFiles

NEW, LIST = "/admin/display/new", "/admin/displays"


@pytest.fixture
def desk(serve: Serve, sqlite_files: SQLiteFiles) -> Desk:
    return desk_of(serve, sqlite_files)


def all_of(desk: Desk) -> list[Display]:
    return displays.all_displays(desk.site.service.record)


def token_of(page: str) -> str:
    (token,) = re.findall(r"http://localhost/display#([\w-]{43})<", page)
    assert f"<code>{token}</code>" in page
    return str(token)


def test_a_token_is_shown_once_and_works_once(serve: Serve, databases: Databases) -> None:
    desk = desk_of(serve, databases, published=True)
    desk.site.account("second", "administrator")
    shown = desk.send(NEW, "create", name=" 大厅左屏 ", area=["north"], department=["water"])
    assert "display#" not in shown
    other = desk.site.logged_in("second").get(shown, headers=HTML)
    assert other.status_code == 200
    assert "display#" not in other.text
    page = desk.page(shown)
    token = token_of(page)
    assert "大屏 大厅左屏 已创建。" in page
    assert token not in desk.page(shown)
    assert token not in str(desk.told())
    (made,) = all_of(desk)
    assert (made.name, made.areas, made.departments) == ("大厅左屏", ("north",), ("water",))
    assert (made.created_by, made.expires_at) == (CHIEF, None)
    assert "令牌未使用" in page
    assert "北街" in page
    screen = desk.site.client()
    assert screen.post("/display", data={"token": token}, headers=OWN).status_code == 303
    assert let_in(screen)
    page = desk.page(LIST)
    assert "使用中" in page
    page = desk.done(LIST, "revoke", id=made.id)
    assert "大屏 大厅左屏 已撤销" in page
    assert "已撤销的大屏（1）" in page
    assert not let_in(screen)
    scope = {"areas": ["north"], "departments": ["water"], "until": "–"}
    assert desk.told() == [
        ("display_created", "大厅左屏", scope),
        ("display_revoked", "大厅左屏", {"id": made.id}),
    ]
    assert "可能已被撤销" in desk.done(LIST, "revoke", id=made.id)
    assert len(desk.told()) == 2


def test_it_is_good_to_the_end_of_a_day_on_the_districts_clock(desk: Desk) -> None:
    token = token_of(desk.done(NEW, "create", name="Hall", expires="2026-11-05"))
    (made,) = all_of(desk)
    assert made.expires_at is not None
    assert from_micros(made.expires_at).isoformat() == "2026-11-05T16:00:00+00:00"
    assert desk.told()[0][2]["until"] == "2026-11-06 00:00:00"
    screen = desk.site.client()
    screen.post("/display", data={"token": token}, headers=OWN)
    assert "2026-11-06 00:00:00" in desk.page(LIST)
    desk.site.clock.now = from_micros(made.expires_at - 1_000_000)
    assert let_in(screen)
    desk.site.clock.now = from_micros(made.expires_at)
    assert not let_in(screen)
    desk.client = desk.site.logged_in(CHIEF)
    assert "已过期" in desk.page(LIST)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"expires": "tomorrow"}, "“tomorrow”不是日期"),
    ({"expires": "9999-12-31"}, "“9999-12-31”不是日期"),
    ({"expires": "2026-11-02"}, "有效期须晚于现在"),
    ({"name": ""}, "名称“”无效"),
    ({"name": "Hall\nleft"}, "无效"),
    ({"name": "Wall"}, "大屏 Wall 已存在"),
    ({"area": ["east"]}, "没有这些区域：east"),
]


def test_what_is_wrong_is_said_beside_what_was_typed(desk: Desk) -> None:
    displays.create(desk.site.service.record, "Wall", (), (), None, "", desk.site.now)
    for wrong, said in REFUSED:
        fields = {"name": "Hall", "expires": "2026-12-01", "department": ["roads"], **wrong}
        page = desk.done(NEW, "create", **fields)
        form = page.split('value="create"')[1]
        assert said in form
        assert 'value="roads" checked' in form
        assert f'type="date" value="{fields["expires"]}"' in form
        assert "display#" not in page
    assert len(all_of(desk)) == 1
    assert desk.told() == []


def report(desk: Desk, **other: Any) -> dict[str, str]:
    release = re.findall(r'data-release="(\w+)"', desk.client.get("/wall", headers=HTML).text)[0]
    told = {
        "id": "a", "release": release, "scene": "north", "width": 1920, "height": 1080, "ratio": 2,
        "as_of": desk.site.clock.now.isoformat(), "version": 12, "errors": 0, "problem": "",
    }  # fmt: skip
    return {"OneScreen-Wall": json.dumps(told | other)}


def shown(page: str) -> dict[str, list[str]]:
    """The cells of the upper table by the name of a display."""
    found = {}
    table = page.split("admin-shown")[1].split("<tbody>")[1].split("</table>")[0]
    for row in table.split("<tr>")[1:]:
        (name,) = re.findall(r'<th scope="row">(.*?)</th>', row)
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        found[name] = [re.sub("<[^>]*>", "", cell) for cell in cells]
    return found


def test_what_the_displays_show_stands_above_their_tokens(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    desk = desk_of(serve, sqlite_files, published=True)
    record, now = desk.site.service.record, desk.site.now
    screens = {}
    for name in ("Hall", "Gate", "Door"):
        token = displays.create(record, name, (), (), None, "", now)
        if name != "Door":
            screens[name] = desk.site.client()
            screens[name].post("/display", data={"token": token}, headers=OWN)
    screens["Hall"].get("/wall/scene", headers=report(desk))
    failed = report(desk, errors=2, problem="<b>x</b> is undefined", scene="hot", release="old")
    screens["Gate"].get("/wall/scene", headers=failed)
    desk.client.get("/wall/scene", headers=report(desk, scene="base", ratio=1))
    page = desk.page(f"{LIST}?lang=en")
    at = ["0 s ago", "127.0.0.1"]
    assert shown(page) == {
        "Hall": ["well", *at, "North of town", "12", "0 s", "1920×1080 ×2", "current", "0"],
        "Gate": ["page failed", *at, "Hot places", "12", "0 s", "1920×1080 ×2", "outdated", "2 x is undefined"],
        "Door": ["not set up yet", "never", *"–––––––"],
        "chief (account)": ["well", *at, "Base data", "12", "0 s", "1920×1080", "current", "0"],
    }  # fmt: skip
    assert "<b>x</b>" not in desk.client.get(f"{LIST}?lang=en", headers=HTML).text
    desk.site.clock.move(minutes=3)
    page = desk.page(LIST)
    assert shown(page)["Hall"][:2] == ["失联", "2026-11-03 23:30:20 以后无报告"]
    assert shown(page)["Gate"][0] == "失联、页面出错"
    displays.revoke(record, "Gate", desk.site.now)
    assert set(shown(desk.page(LIST))) == {"Hall", "Door", "chief（账号）"}


def test_without_accounts_the_displays_of_this_computer_are_shown(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    site = serve(sqlite_files)
    displays.create(site.service.record, "Of another mode", (), (), None, "", site.now)
    site.client().get("/wall/scene", headers={"OneScreen-Wall": '{"scene": "district"}'})
    page = site.client().get(f"{LIST}?lang=en", headers=HTML).text
    assert shown(page)["this computer"] == [
        "well", "0 s ago", "127.0.0.1", "District", "–", "–", "–", "outdated", "–",
    ]  # fmt: skip
    assert "Of another mode" not in page
