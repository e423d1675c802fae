"""Who may manage, and how one gets to the pages for it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks.admin.notes import Notes
from data_access.access import accounts, displays, sessions
from data_access.access.accounts import Account
from data_access.moments import SECOND
from data_access.reach import Role
from layouts.admin.frame import Note
from tests.access_http.conftest import HTML, OWN, Serve, Site
from tests.access_http.desk import CHIEF, Desk, desk_of, let_in
from tests.engines import Databases, SQLiteFiles

PAGES = (
    "/admin",
    "/admin/accounts",
    "/admin/account",
    "/admin/account/new",
    "/admin/displays",
    "/admin/display/new",
    "/admin/sessions",
    "/admin/audit",
    "/admin/sources",
)


def routes(site: Site) -> list[tuple[str, str]]:
    """Endpoint and address of every page of the administrators."""
    rules = site.dash.server.url_map.iter_rules()
    return [(rule.endpoint, rule.rule) for rule in rules if rule.rule.startswith("/admin")]


@pytest.fixture
def desk(serve: Serve, sqlite_files: SQLiteFiles) -> Desk:
    return desk_of(serve, sqlite_files)


def display(site: Site) -> FlaskClient:
    """A browser that is a display."""
    token = displays.create(site.service.record, "Wall", (), (), None, "", site.now)
    client = site.client()
    client.post("/display", data={"token": token}, headers=OWN)
    assert let_in(client)
    return client


def street_administrator(site: Site) -> FlaskClient:
    account = Account("of-north", "administrator", ("north",))
    accounts.create(site.service.record, account, None, site.now)
    return site.logged_in("of-north")


def test_every_page_is_the_administrators(desk: Desk) -> None:
    found = routes(desk.site)
    assert {address for _, address in found} == set(PAGES)
    assert all(endpoint.startswith("admin") for endpoint, _ in found)
    roles: tuple[Role, ...] = ("viewer", "duty", "reviewer")
    for role in roles:
        desk.site.account(role, role)
    others = [desk.site.logged_in(role) for role in roles]
    others += [display(desk.site), street_administrator(desk.site)]
    before = desk.site.told()
    for client in others:
        for address in PAGES:
            assert client.get(address, headers=HTML).status_code == 403
            said = {"do": "create", "name": "mine", "role": "administrator"}
            said |= {"password": "a long enough one", "password_again": "a long enough one"}
            assert client.post(address, data=said, headers=OWN).status_code in (403, 405)
    assert desk.site.told() == before
    assert accounts.find(desk.site.service.record, "mine") is None


def test_another_sites_form_changes_nothing(desk: Desk) -> None:
    desk.site.account("wang")
    for headers in ({}, {"Origin": "http://elsewhere.example"}, {"Origin": "null"}):
        answer = desk.client.post(
            "/admin/account?name=wang", data={"do": "disable"}, headers={**headers, **HTML}
        )
        assert answer.status_code == 403
    account = accounts.find(desk.site.service.record, "wang")
    assert account is not None
    assert not account.disabled
    assert desk.told() == []


def test_a_form_that_comes_too_late_leads_to_the_login_and_back_to_its_page(desk: Desk) -> None:
    sessions.end_all(desk.site.service.record, CHIEF, desk.site.now)
    address = "/admin/account?name=wang&lang=en"
    answer = desk.client.post(address, data={"do": "disable"}, headers={**OWN, **HTML})
    assert answer.status_code in (302, 303)
    assert answer.location == "/login?next=/admin/account%3Fname%3Dwang%26lang%3Den"
    assert desk.client.post(address, data={"do": "disable"}, headers=OWN).status_code == 401


def test_the_menu_leads_there_for_whoever_manages(desk: Desk) -> None:
    desk.site.account("wang", "reviewer")
    menu = desk.client.get("/account?lang=en&theme=light").get_data(as_text=True)
    assert '"/admin?lang=en&theme=light"' in menu
    assert "Administration" in menu
    for client in (desk.site.logged_in("wang"), street_administrator(desk.site)):
        assert "/admin" not in client.get("/account").get_data(as_text=True)


def test_language_and_theme_are_kept_from_page_to_page(desk: Desk) -> None:
    assert desk.client.get("/admin?lang=en&theme=light").location == (
        "/admin/accounts?lang=en&theme=light"
    )
    for address in PAGES[1:]:
        if address == "/admin/account":
            address += f"?name={CHIEF}"
        page = desk.page(address + ("&" if "?" in address else "?") + "lang=en&theme=light")
        assert '<html lang="en" data-theme="light">' in page
        links = re.findall(r'(?:href|action)="(/admin/?[^"]*)"', page)
        changed = [link for link in links if "lang=en" not in link or "theme=light" not in link]
        assert [link for link in changed if link != "/admin/audit"] == [
            link for link in changed if "lang=zh" in link or "theme=dark" in link
        ], address
        assert not re.search(r"[\u4e00-\u9fff]", page.replace("一屏统管", "").replace("中文", ""))
        assert "<script" not in page
    assert '<html lang="zh-CN" data-theme="dark">' in desk.page("/admin/accounts")
    sent = desk.send("/admin/account/new?lang=en&theme=light", "create", name="a b", role="duty")
    assert sent.startswith("/admin/account/new?lang=en&theme=light&note=")


def test_without_accounts_displays_and_sources_alone_are_there(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    site = serve(sqlite_files)
    client = site.client()
    assert client.get("/admin").location == "/admin/sources"
    page = client.get("/admin/sources?lang=en", headers=HTML)
    assert page.status_code == 200
    assert "set ONESCREEN_ACCESS to accounts, proxy or oidc" in page.text
    assert "/admin/accounts" not in page.text
    shown = client.get("/admin/displays?lang=en", headers=HTML)
    assert shown.status_code == 200
    assert "No display is at /wall yet." in shown.text
    assert "New display" not in shown.text
    assert "<form" not in shown.text
    assert client.post("/admin/displays", data={"do": "revoke"}, headers=OWN).status_code == 405
    for address in PAGES[1:-1]:
        if address == "/admin/displays":
            continue
        assert client.get(address, headers=HTML).status_code == 404
        assert client.post(address, data={"do": "create"}, headers=OWN).status_code in (404, 405)


def test_what_is_no_form_or_no_page_is_said(desk: Desk) -> None:
    assert "未作任何更改" in desk.done("/admin/sessions", "dance")
    assert "未作任何更改" in desk.done("/admin/sessions", "")
    assert "没有账号 nobody" in desk.page("/admin/account?name=nobody", 404)
    assert "没有账号" in desk.page("/admin/account", 404)
    assert "没有账号 nobody" in desk.page(desk.send("/admin/account?name=nobody", "disable"), 404)
    assert desk.told() == []


WORDS = (
    st.text(max_size=30)
    | st.sampled_from(
        ("", "\0", "\ud800", "chief", "administrator", "north", "Wall", "2026-11-05", "0001-01-01")
    )
    | st.just("x" * 5_000)
)
FORMS = ("create", "change", "password", "disable", "enable", "end", "end_all", "revoke", "export")
FIELDS = (
    "name", "display_name", "role", "area", "department", "password", "password_again", "expires", "id",
    "action", "actor", "since", "until", "before", "note", "lang", "theme",
)  # fmt: skip


def test_whatever_a_form_says_is_answered_in_words(serve: Serve, databases: Databases) -> None:
    desk = desk_of(serve, databases)
    desk.site.account("second", "administrator")

    @given(
        st.sampled_from(PAGES[1:]),
        st.sampled_from(FORMS) | WORDS,
        st.dictionaries(st.sampled_from(FIELDS), WORDS),
        st.dictionaries(st.sampled_from(FIELDS), WORDS),
    )
    @settings(max_examples=40)
    def send(address: str, do: str, said: dict[str, str], asked: dict[str, str]) -> None:
        desk.client.set_cookie(
            "onescreen", sessions.begin(desk.site.service.record, "second", "", "", desk.site.now)
        )
        form, query = plain({"do": do, **said}), plain(asked)
        answer = desk.client.post(address, data=form, query_string=query, headers={**OWN, **HTML})
        assert answer.status_code in (200, 303, 405)
        for wanted in (answer.location or address, f"{address}?{urlencode(query)}"):
            assert desk.client.get(wanted, headers=HTML).status_code in (200, 302, 403, 404)

    send()


def plain(said: dict[str, str]) -> dict[str, str]:
    """What a browser can send of it."""
    return {name: value.encode("utf-8", "replace").decode() for name, value in said.items()}


def test_a_note_is_for_one_once_and_not_for_long() -> None:
    notes, note, second = Notes(), Note("done.created"), SECOND
    kept = notes.leave("chief", note, 0)
    assert notes.take("another", kept, second) is None
    assert notes.take("chief", kept, second) is note
    assert notes.take("chief", kept, second) is None
    late = notes.leave("chief", note, 0)
    assert notes.take("chief", late, 600 * second) is None
    first, *others = [notes.leave("chief", note, second) for _ in range(101)]
    assert notes.take("chief", first, second) is None
    assert all(notes.take("chief", other, second) is note for other in others)
    assert notes.take("chief", "", second) is None
