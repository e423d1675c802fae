"""Where a proxy says who somebody is: it alone, and of accounts that there are."""

from __future__ import annotations

import pytest

from data_access.access import accounts, displays
from tests.access_http.conftest import HTML, OWN, Serve, Site, admitted
from tests.engines import Databases, SQLiteFiles

PROXY = {"REMOTE_ADDR": "10.0.0.1"}
ELSEWHERE = {"REMOTE_ADDR": "10.0.0.2"}


def proxied(serve: Serve, databases: Databases, **settings: str) -> Site:
    return serve(databases, access="proxy", trusted_proxies="10.0.0.1", **settings)


def test_whom_the_proxy_names_is_admitted(serve: Serve, databases: Databases) -> None:
    site = proxied(serve, databases, proxy_user_header="X-Forwarded-User")
    site.account("wang", password=None)
    client = site.client()
    assert admitted(client, headers={"X-Forwarded-User": " Wang"}, environ_base=PROXY)
    assert not admitted(client, headers={"Remote-User": "wang"}, environ_base=PROXY)
    named = {"X-Forwarded-User": "wang"}
    assert client.get("/account", headers=named, environ_base=PROXY).json["children"]
    accounts.disable(site.service.record, "wang", site.now)
    assert not admitted(client, headers=named, environ_base=PROXY)


def test_nobody_else_is_believed(serve: Serve, sqlite_files: SQLiteFiles) -> None:
    site = proxied(serve, sqlite_files)
    site.account("wang", password=None)
    headers = {"Remote-User": "wang", "X-Forwarded-For": "10.0.0.1"}
    for peer in ("10.0.0.2", "127.0.0.1", "::1", ""):
        answer = site.client().get(
            "/", headers={**headers, **HTML}, environ_base={"REMOTE_ADDR": peer}
        )
        assert answer.status_code == 403
        assert (
            "proxy"
            in site.client()
            .get("/?lang=en", headers=headers, environ_base=ELSEWHERE)
            .json["problem"]
        )
        assert "wang" not in answer.text


@pytest.mark.parametrize("name", ["nobody", "", "wang,li", "x" * 3000, "<b>"])
def test_who_has_no_account_is_told_whom_to_ask(
    serve: Serve, sqlite_files: SQLiteFiles, name: str
) -> None:
    site = proxied(serve, sqlite_files)
    site.account("wang", password=None)
    headers = {"Remote-User": name, **HTML}
    answer = site.client().get("/?lang=en", headers=headers, environ_base=PROXY)
    assert answer.status_code == 403
    assert "administrator" in answer.text
    assert "<b>" not in answer.text
    assert len(answer.text) < 5000
    told = site.client().get("/screen", headers={"Remote-User": name}, environ_base=PROXY)
    assert (told.status_code, list(told.json)) == (403, ["problem"])


def test_a_display_passes_with_a_session_of_its_own(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    site = proxied(serve, sqlite_files)
    site.account("wang", password=None)
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client = site.client()
    assert (
        client.post("/display", data={"token": token}, headers=OWN, environ_base=PROXY).location
        == "/wall"
    )
    assert admitted(client, environ_base=PROXY)
    assert not admitted(client, environ_base=ELSEWHERE)
    assert not admitted(site.logged_in("wang"), environ_base=PROXY)  # of the days of another mode
    assert client.get("/login", environ_base=PROXY).status_code == 404  # the proxy's own affair
