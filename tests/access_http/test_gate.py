"""Every address is answered to somebody only, unless it is said to be public."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Response
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from callbacks.access.gate import PUBLIC, needed
from data_access.access import sessions
from data_access.settings import Settings
from tests.access_http.conftest import HTML, OWN, Serve, Site, admitted
from tests.engines import Databases, SQLiteFiles

MODES: dict[str, dict[str, Any]] = {
    "accounts": {},
    "proxy": {"trusted_proxies": "10.0.0.1"},
    "oidc": {
        "oidc_issuer": "http://127.0.0.1:1",
        "oidc_client_id": "screen",
        "oidc_client_secret": "known to the provider",
    },
}
FILES = {"path": "00-tokens.css", "filename": "00-tokens.css", "package_name": "dash"}


def addresses(site: Site) -> list[tuple[Rule, str]]:
    """Every rule of a server with an address of it."""
    found = []
    for rule in site.dash.server.url_map.iter_rules():
        values = {name: FILES.get(name, "x") for name in rule.arguments}
        with site.dash.server.test_request_context():
            found.append((rule, site.dash.server.url_for(rule.endpoint, **values)))
    return found


@pytest.mark.parametrize("mode", MODES)
def test_nobody_is_answered_anything_that_is_not_public(
    serve: Serve, sqlite_files: SQLiteFiles, mode: str
) -> None:
    site = serve(sqlite_files, access=mode, **MODES[mode])
    client, refused = site.client(), 401 if mode != "proxy" else 403
    seen = set()
    for rule, address in addresses(site):
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            seen.add(rule.endpoint)
            with client.open(address, method=method, headers=OWN) as answer:
                if rule.endpoint not in PUBLIC:
                    assert answer.status_code == refused, (rule, method)
                    assert answer.headers["Cache-Control"] == "no-store"
                    assert "Set-Cookie" not in answer.headers
    assert {"screen", "rows", "export_file", "/", "metrics", "account"} <= seen
    for unknown in ("/nothing", "/admin", "/screen/more"):
        assert client.get(unknown).status_code == refused


def test_what_is_public_is_what_one_needs_to_log_in_and_files_that_all_cities_have(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    known = set()
    for mode, settings in MODES.items():
        site = serve(sqlite_files, access=mode, **settings)
        known |= {rule.endpoint for rule, _ in addresses(site)}
    assert known >= PUBLIC
    assert {name for name in PUBLIC if "/" not in name and "assets" not in name} == {
        "login", "enter", "logout", "out", "display", "exchange", "oidc_start", "oidc_callback", "healthz",
    }  # fmt: skip


def test_a_script_is_told_where_to_log_in_and_a_person_is_led_there(site: Site) -> None:
    client = site.client()
    told = client.get("/screen?period=7d")
    assert (told.status_code, told.json) == (401, {"login": "/login", "mode": "accounts"})
    led = client.get("/?period=7d&area=a,b&case=grid:1", headers=HTML)
    assert led.status_code == 302
    assert led.headers["Cache-Control"] == "no-store"
    assert led.location == "/login?next=/%3Fperiod%3D7d%26area%3Da%2Cb%26case%3Dgrid%3A1"
    assert client.get("/", headers=HTML).location == "/login"
    # Where it stood, a file would be saved that is the login page.
    assert client.get("/export/x/file", headers=HTML).status_code == 401
    assert client.post("/_dash-update-component", headers={**HTML, **OWN}).status_code == 401


def test_files_of_the_page_and_health_are_anybodys(site: Site) -> None:
    for path in ("/healthz", "/assets/00-tokens.css", "/assets/display.js", "/login", "/display"):
        with site.client().get(path) as answer:
            assert answer.status_code in (200, 503)  # nothing is published, which health says
    site.dash.files.prepare()
    assert len(site.dash.files._stored) > 40
    assert not any("display.js" in address for address in site.dash.files._stored)


def test_the_page_and_what_it_shows_is_for_one_only(site: Site) -> None:
    site.account("wang")
    client = site.logged_in("wang")
    page = client.get("/", headers=HTML)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    account = client.get("/account")
    assert account.headers["OneScreen-Viewer"] == page.headers["OneScreen-Viewer"]
    assert "Cookie" in account.headers["Vary"]
    assert "OneScreen-Viewer" not in client.get("/healthz").headers
    site.account("li")
    other = site.logged_in("li").get("/account")
    assert other.headers["OneScreen-Viewer"] != page.headers["OneScreen-Viewer"]


def test_what_is_for_one_only_is_told_to_no_shared_cache(site: Site) -> None:
    """Whatever a route says of it."""

    def forgetful() -> Response:
        said = {"Cache-Control": "public, max-age=60"}
        return Response("x", mimetype="image/png", headers=said)

    site.dash.server.add_url_rule("/forgetful", "forgetful", forgetful)
    site.account("wang")
    answer = site.logged_in("wang").get("/forgetful")
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert site.client().get("/forgetful").status_code == 401


def metrics(client: FlaskClient, token: str = "") -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.get("/metrics", headers=headers).status_code


def test_metrics_are_for_administrators_and_for_who_has_the_token(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    token = "known to prometheus only"  # noqa: S105 # of this test
    site = serve(sqlite_files, access="accounts", metrics_token=token)
    site.account("wang", "reviewer")
    site.account("chief", "administrator")
    assert metrics(site.logged_in("wang")) == 403
    assert metrics(site.logged_in("chief")) == 200
    assert metrics(site.client(), token) == 200
    assert metrics(site.client(), "another") == metrics(site.client()) == 401
    assert not admitted(site.client(), headers={"Authorization": f"Bearer {token}"})
    without = serve(sqlite_files, access="accounts")
    assert without.client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401
    assert metrics(serve(sqlite_files).client()) == 200


def test_administration_needs_an_administrator() -> None:
    assert needed("admin_accounts") == needed("admin") == needed("metrics") == "administrator"
    assert needed("screen") == needed("export") == needed(None) == "viewer"


def test_without_access_everyone_is_answered(serve: Serve, databases: Databases) -> None:
    client = serve(databases).client()
    assert admitted(client)
    answer = client.get("/")
    assert answer.status_code == 200
    assert "OneScreen-Viewer" not in answer.headers
    assert client.get("/login").status_code == 404
    assert Settings().access == "none"


def test_a_session_that_is_ended_is_ended_at_once(serve: Serve, databases: Databases) -> None:
    site = serve(databases, access="accounts")
    site.account("wang")
    client = site.logged_in("wang")
    assert admitted(client)
    assert sessions.end_all(site.service.record, "wang", site.now) == 1
    assert not admitted(client)
    client = site.logged_in("wang")
    site.clock.move(seconds=site.service.settings.session_idle_seconds - 1)
    assert admitted(client)
    site.clock.move(seconds=site.service.settings.session_idle_seconds)
    assert not admitted(client)
