"""Sessions that are running, as an administrator ends them."""

from __future__ import annotations

import re

import pytest

from tests.access_http.conftest import HTML, Serve
from tests.access_http.desk import CHIEF, Desk, desk_of, let_in
from tests.engines import Databases, SQLiteFiles

LIST = "/admin/sessions"


@pytest.fixture
def desk(serve: Serve, sqlite_files: SQLiteFiles) -> Desk:
    return desk_of(serve, sqlite_files)


def id_of(page: str, name: str) -> str:
    """The id that the button in the row of an account sends."""
    row = next(row for row in page.split("<tr>") if f"name={name}" in row)
    (found,) = re.findall(r'name="id" value="(\w+)"', row)
    return str(found)


def test_one_session_is_ended_and_no_other(serve: Serve, databases: Databases) -> None:
    desk = desk_of(serve, databases)
    for name in ("wang", "li"):
        desk.site.account(name)
    wang, li = (desk.site.logged_in(name) for name in ("wang", "li"))
    page = desk.page(LIST)
    assert "（当前会话）" in next(row for row in page.split("<tr>") if f"name={CHIEF}" in row)
    assert page.count("（当前会话）") == 1
    id_ = id_of(page, "wang")
    page = desk.done(LIST, "end", id=id_)
    assert "wang 的会话已结束。" in page
    assert "name=wang" not in page
    assert not let_in(wang)
    assert let_in(li)
    assert desk.told() == [("session_ended", "wang", {"kind": "account", "id": id_})]
    for gone in (id_, "", "x" * 10_000, "nul\0"):
        assert "该会话已经结束。" in desk.done(LIST, "end", id=gone)
    assert len(desk.told()) == 1


def test_all_of_an_account_are_ended_at_once(desk: Desk) -> None:
    desk.site.account("wang")
    clients = [desk.site.logged_in("wang") for _ in range(3)]
    page = desk.page(LIST)
    assert "结束 wang 的全部会话" in page
    assert "结束 chief 的全部会话" not in page
    assert "wang 的 3 个会话已结束。" in desk.done(LIST, "end_all", name="wang")
    assert not any(map(let_in, clients))
    assert desk.told() == [("session_ended", "wang", {"sessions": 3})]
    assert "没有账号 nobody" in desk.done(LIST, "end_all", name="nobody")


def test_ones_own_session_can_be_ended(desk: Desk) -> None:
    after = desk.send(LIST, "end", id=id_of(desk.page(LIST), CHIEF))
    led = desk.client.get(after, headers=HTML)
    assert led.status_code == 302
    assert led.location.startswith("/login?next=/admin/sessions")
    assert desk.running(CHIEF) == 0
