"""What another site's page asks of somebody's browser is refused, in every mode."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access_http.conftest import OWN, Serve, Site
from tests.access_http.test_gate import MODES
from tests.engines import SQLiteFiles

NAVIGATES = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
ALIEN: list[dict[str, str]] = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:8051"},
    {"Origin": "http://localhost.evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "cross-site", **OWN},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null", **NAVIGATES},  # a form that a page sends
]


@pytest.mark.parametrize("mode", ["none", *MODES])
def test_another_origin_changes_nothing(serve: Serve, sqlite_files: SQLiteFiles, mode: str) -> None:
    settings: dict[str, Any] = MODES.get(mode, {})
    client = serve(sqlite_files, access=mode, **settings).client()
    for headers in ALIEN:
        for method, path in (
            ("POST", "/export?list=counts.open&format=csv"),
            ("DELETE", "/export/x"),
            ("POST", "/_dash-update-component"),
            ("POST", "/login"),
            ("POST", "/logout"),
            ("POST", "/display"),
            ("PUT", "/nothing"),
        ):
            assert client.open(path, method=method, headers=headers).status_code == 403, path


def test_what_a_browser_sends_along_needs_the_browsers_word(site: Site) -> None:
    site.account("wang")
    client = site.logged_in("wang")
    assert client.post("/logout").status_code == 403  # an old browser's form: nobody knows whose
    assert client.get("/account").status_code == 200
    assert client.post("/logout", headers=OWN).status_code == 200
    assert client.get("/account").status_code == 401
    assert site.client().post("/logout").status_code == 200  # a program, and without a cookie


def test_another_site_may_lead_here_and_load_nothing(site: Site) -> None:
    site.account("wang")
    client = site.logged_in("wang")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.get("/?period=7d", headers={**foreign, **NAVIGATES}).status_code == 200
    for dest in ("iframe", "object", "embed"):
        framed = {**foreign, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": dest}
        assert client.get("/", headers=framed).status_code == 403
    for mode, dest in (("no-cors", "script"), ("no-cors", "image"), ("cors", "empty")):
        loaded = {**foreign, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        assert client.get("/screen", headers=loaded).status_code == 403
        assert client.get("/account", headers=loaded).status_code == 403
    assert client.get("/account", headers={"Sec-Fetch-Site": "none"}).status_code == 200
    assert client.get("/account", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8050", "10.0.0.7", "localhost.evil"]
)
def test_without_accounts_the_server_has_no_name_but_this_machines(
    serve: Serve, sqlite_files: SQLiteFiles, host: str
) -> None:
    client = serve(sqlite_files).client()
    for path in ("/", "/screen", "/healthz"):
        assert client.get(path, headers={"Host": host}).status_code == 403
    for own in ("localhost", "localhost:8050", "127.0.0.1:8050", "127.8.8.8", "[::1]:8050"):
        assert client.get("/", headers={"Host": own}).status_code == 200
    guarded = serve(sqlite_files, access="accounts").client()
    assert guarded.get("/screen", headers={"Host": host}).status_code == 401
