"""Accounts, as an administrator makes and changes them."""

from __future__ import annotations

from typing import Any

import pytest

from data_access.access import accounts
from data_access.access.accounts import Account
from tests.access_http.conftest import PASSWORD, Serve, log_in
from tests.access_http.desk import CHIEF, Desk, desk_of, let_in
from tests.engines import Databases, SQLiteFiles

NEW = "/admin/account/new"
ANOTHER = "nine green lanterns"
WANG = "/admin/account?name=wang"


@pytest.fixture
def desk(serve: Serve, sqlite_files: SQLiteFiles) -> Desk:
    return desk_of(serve, sqlite_files)


def typed(password: str) -> dict[str, str]:
    return {"password": password, "password_again": password}


def kept(desk: Desk, name: str = "wang") -> Account:
    found = accounts.find(desk.site.service.record, name)
    assert found is not None
    return found


def test_an_account_is_made_and_can_log_in(serve: Serve, databases: Databases) -> None:
    desk = desk_of(serve, databases, published=True)
    said = {"name": "Wang.Li", "display_name": "王力", "role": "reviewer", "area": ["north"]}
    page = desk.done(NEW, "create", **said, department=["water", "roads"], **typed(PASSWORD))
    assert "账号 wang.li 已创建。" in page
    for shown in ("wang.li", "王力", "审核", "北街", "水务、道路"):
        assert shown in page
    account = kept(desk, "wang.li")
    assert (account.role, account.areas, account.display_name) == ("reviewer", ("north",), "王力")
    assert account.departments == ("water", "roads")
    ((action, subject, detail),) = desk.told()
    assert (action, subject, detail["areas"]) == ("account_created", "wang.li", ["north"])
    assert PASSWORD not in str(detail)
    assert log_in(desk.site.client(), "wang.li").status_code == 303


def test_who_was_seen_when_is_listed(serve: Serve, databases: Databases) -> None:
    desk = desk_of(serve, databases)
    desk.site.account("wang")
    before = desk.page("/admin/accounts?lang=en")
    assert before.count("2026-11-03 23:30:20") == 1  # the administrator; on the clock of Shanghai
    assert "(you)" in before
    desk.site.logged_in("wang")
    assert desk.page("/admin/accounts").count("2026-11-03 23:30:20") == 2


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"name": "a b"}, "账号名“a b”无效", "is no name of an account"),
    ({"name": ""}, "账号名“”无效", "is no name of an account"),
    ({"name": CHIEF}, "账号 chief 已存在", "There is an account chief already"),
    ({"role": "king"}, "没有名为“king”的角色", "There is no role “king”"),
    ({"display_name": "x" * 101}, "无效", "is no name to be shown"),
    ({"area": ["north", "east"]}, "没有这些区域：east", "no such areas: east"),
    ({"department": ["fire"]}, "没有这些部门：fire", "no such departments: fire"),
    (typed("short"), "密码需 12 至 1024 个字符，此密码有 5 个", "this one has 5"),
    (typed("wang.li.of.north"), "密码不能与账号名相同", "must not be the account's name"),
    ({"password": ANOTHER}, "两次输入的密码不一致", "The two passwords differ"),
]


def test_what_is_wrong_is_said_beside_what_was_typed(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    desk = desk_of(serve, sqlite_files, published=True)
    for wrong, zh, en in REFUSED:
        is_said(desk, wrong, zh, en)
    assert desk.told() == []
    assert len(accounts.all_accounts(desk.site.service.record)) == 1
    assert 'name="name" value=""' in desk.page(NEW)  # it is said once


def is_said(desk: Desk, wrong: dict[str, Any], zh: str, en: str) -> None:
    said = {
        "name": "wang.li.of.north",
        "display_name": "王力",
        "role": "reviewer",
        "area": ["north"],
    }
    said |= {"department": ["roads"], **typed(PASSWORD), **wrong}
    for language, words in (("zh", zh), ("en", en)):
        page = desk.done(f"{NEW}?lang={language}", "create", **said)
        form = page.split('value="create"')[1]
        assert words in form
        assert form.index(words) < form.index("<select")
        if len(said["name"]) and "display_name" not in wrong:
            assert f'name="name" value="{said["name"]}"' in form
            assert 'name="display_name" value="王力"' in form
        if "role" not in wrong:
            assert '<option value="reviewer" selected>' in form
        for code in {*said["area"], *said["department"]} & {"north", "roads"}:
            assert f'value="{code}" checked' in form
        for secret in (said["password"], said["password_again"]):
            assert f'"{secret}"' not in page or secret == said["name"]


def test_a_changed_scope_ends_its_sessions_and_a_changed_name_does_not(
    serve: Serve, databases: Databases
) -> None:
    desk = desk_of(serve, databases)
    desk.site.account("wang")
    client = desk.site.logged_in("wang")
    page = desk.done(WANG, "change", display_name="王力", role="duty")
    assert "账号 wang 已保存。" in page
    assert 'value="王力"' in page
    assert let_in(client)
    page = desk.done(WANG, "change", display_name="王力", role="viewer", area=["south"])
    assert 'value="south" checked' in page
    assert '<option value="viewer" selected>' in page
    assert not let_in(client)
    assert (kept(desk).role, kept(desk).areas) == ("viewer", ("south",))
    desk.done(WANG, "change", display_name="王力", role="viewer")
    assert kept(desk).areas == ()
    assert [action for action, *_ in desk.told()] == ["account_changed"] * 3
    assert desk.told()[1][2] == {
        "role": "viewer", "areas": ["south"], "departments": [], "display_name": "王力",
    }  # fmt: skip


def test_a_change_that_is_refused_changes_nothing(desk: Desk) -> None:
    desk.site.account("wang")
    before = kept(desk)
    page = desk.done(WANG, "change", display_name="", role="viewer", area=["north"])
    assert "名称“”无效" in page.split('value="change"')[1].split("</form>")[0]
    assert 'value="north" checked' in page
    assert kept(desk) == before
    assert desk.told() == []


@pytest.mark.parametrize("do", ["change", "disable"])
def test_the_last_who_manages_stays(desk: Desk, do: str) -> None:
    said = {"display_name": "Chief", "role": "reviewer"} if do == "change" else {}
    address = f"/admin/account?name={CHIEF}"
    assert f"{CHIEF} 是最后一个可以管理系统的账号" in desk.done(address, do, **said)
    assert desk.told() == []
    desk.site.account("second", "administrator")
    assert desk.client.get(desk.send(address, do, **said)).status_code in (302, 401)
    assert len(desk.told()) == 1


def test_another_password_ends_the_sessions_that_the_old_one_began(desk: Desk) -> None:
    desk.site.account("wang")
    client = desk.site.logged_in("wang")
    page = desk.done(WANG, "password", **typed("short"))
    assert "此密码有 5 个" in page.split('value="password"')[1].split("</form>")[0]
    page = desk.done(WANG, "password", password=ANOTHER, password_again="another")  # noqa: S106
    assert "两次输入的密码不一致" in page
    assert ANOTHER not in page
    assert let_in(client)
    assert "账号 wang 已设置新密码" in desk.done(WANG, "password", **typed(ANOTHER))
    assert not let_in(client)
    assert log_in(client, "wang").status_code == 401
    assert log_in(client, "wang", ANOTHER).status_code == 303
    assert desk.told() == [("password_changed", "wang", {})]


def test_an_account_is_disabled_and_enabled_again(desk: Desk) -> None:
    desk.site.account("wang")
    client = desk.site.logged_in("wang")
    page = desk.done(WANG, "disable")
    assert "账号 wang 已停用，其会话已结束。" in page
    assert 'value="enable"' in page
    assert not let_in(client)
    assert log_in(client, "wang").status_code == 401
    assert "停用" in desk.page("/admin/accounts")
    assert "账号 wang 已启用。" in desk.done(WANG, "enable")
    assert log_in(client, "wang").status_code == 303
    assert [action for action, *_ in desk.told()] == ["account_disabled", "account_enabled"]


def test_all_sessions_of_an_account_are_ended(desk: Desk) -> None:
    desk.site.account("wang")
    clients = [desk.site.logged_in("wang") for _ in range(2)]
    assert "正在使用的会话：2" in desk.page(WANG)
    page = desk.done(WANG, "end")
    assert "wang 的 2 个会话已结束。" in page
    assert "正在使用的会话：0" in page
    assert not any(map(let_in, clients))
    assert desk.told() == [("session_ended", "wang", {"sessions": 2})]


def test_where_others_know_who_somebody_is_there_are_no_passwords(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    desk = desk_of(serve, sqlite_files, access="proxy", trusted_proxies="127.0.0.1")
    desk.client.environ_base["HTTP_REMOTE_USER"] = CHIEF
    assert "password" not in desk.page(NEW)
    assert "账号 wang 已创建" in desk.done(NEW, "create", name="wang", role="duty", **typed("x"))
    assert not kept(desk).has_password
    assert "password" not in desk.page(WANG)
    assert "未作任何更改" in desk.done(WANG, "password", **typed(PASSWORD))
    assert not kept(desk).has_password
    assert "认证代理" in desk.page("/admin/sessions")
