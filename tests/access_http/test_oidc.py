"""Login by OpenID Connect, against a real provider."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from callbacks.access.flows import secret_key
from data_access.access import accounts
from tests.access_http.conftest import HTML, OWN, Serve, admitted
from tests.access_http.provider import SUBJECT, running_provider
from tests.engines import Databases, SQLiteFiles


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with running_provider(preferred_username="Wang", email="w@city.example") as address:
        yield address


def settings(issuer: str, **others: str) -> dict[str, Any]:
    return {
        "access": "oidc",
        "oidc_issuer": issuer,
        "oidc_client_id": "screen",
        "oidc_client_secret": "known to the provider",
        **others,
    }


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Lead nowhere: where to is what is asked."""


def at_provider(address: str, action: str = "authorize") -> str:
    """Log in at the provider, or deny it; where it leads back to, as a local address."""
    form = urllib.parse.urlencode({"sub": SUBJECT, "action": action}).encode()
    try:
        urllib.request.build_opener(_Stay).open(address, data=form, timeout=30)
    except urllib.error.HTTPError as led:
        back = urlsplit(led.headers["Location"])
        led.close()
        assert back.netloc == "localhost"
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider leads nowhere")


def leave(client: FlaskClient, wanted: str = "/?period=7d&case=grid:1") -> str:
    """From the screen to the provider: its address."""
    started = client.get("/login", query_string={"next": wanted}).location
    assert started.startswith("/oidc/start?")
    return str(client.get(started).location)


def test_whom_the_provider_confirms_is_logged_in(
    serve: Serve, databases: Databases, provider: str
) -> None:
    site = serve(databases, **settings(provider))
    site.account("wang", password=None)
    client = site.client()
    assert client.get("/screen").json == {"login": "/login", "mode": "oidc"}
    address = leave(client)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    back = client.get(at_provider(address))
    assert (back.status_code, back.location) == (302, "/?period=7d&case=grid:1")
    assert admitted(client)
    assert site.told() == [("wang", "127.0.0.1", "login")]
    assert client.get("/login").location == "/"


def test_who_has_no_account_is_told_whom_to_ask(
    serve: Serve, sqlite_files: SQLiteFiles, provider: str
) -> None:
    site = serve(sqlite_files, **settings(provider))
    for account in (None, "wang"):
        if account:
            site.account(account, password=None)
            accounts.disable(site.service.record, account, site.now)
        client = site.client()
        answer = client.get(at_provider(leave(client, "/?lang=en")))
        assert answer.status_code == 403
        assert "“Wang” is recognised, but has no enabled account here." in answer.text
        assert not admitted(client)


def test_the_claim_that_names_the_account_is_a_setting(
    serve: Serve, sqlite_files: SQLiteFiles, provider: str
) -> None:
    site = serve(sqlite_files, **settings(provider, oidc_name_claim="email"))
    site.account("w@city.example", password=None)
    client = site.client()
    client.get(at_provider(leave(client)))
    assert admitted(client)
    site = serve(sqlite_files, **settings(provider, oidc_name_claim="employee"))
    client = site.client()
    answer = client.get(at_provider(leave(client, "/?lang=en")))
    assert answer.status_code == 403
    assert "did not tell an account name (employee)" in answer.text


def test_what_is_denied_or_did_not_begin_here_logs_nobody_in(
    serve: Serve, sqlite_files: SQLiteFiles, provider: str
) -> None:
    site = serve(sqlite_files, **settings(provider))
    site.account("wang", password=None)
    client = site.client()
    denied = client.get(at_provider(leave(client, "/?lang=en"), "deny"))
    assert denied.status_code == 403
    assert "access_denied" in denied.text
    worded = site.client().get("/oidc/callback?error=Call+0800+now")
    assert worded.status_code == 403
    assert "0800" not in worded.text
    back = at_provider(leave(client))
    other = site.client()
    for path in (back, "/oidc/callback", "/oidc/callback?state=x&code=y"):
        answer = other.get(path)
        assert answer.status_code == 400
        assert "登录" in answer.text
    assert not admitted(other)
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400  # a code works once
    forged = back.replace("code=", "code=x")
    client = site.client()
    state = parse_qs(urlsplit(at_provider(leave(client))).query)["state"][0]
    forged = f"/oidc/callback?code=forged&state={state}"
    answer = client.get(forged, headers=HTML)
    assert answer.status_code == 502
    assert "Traceback" not in answer.text
    assert not admitted(client)


def test_a_login_keeps_to_the_browser_and_is_not_kept_long(
    serve: Serve, sqlite_files: SQLiteFiles, provider: str
) -> None:
    site = serve(sqlite_files, **settings(provider))
    client = site.client()
    for _ in range(20):
        leave(client)
    cookie = client.get_cookie("onescreen-oidc", path="/oidc")
    assert cookie is not None
    assert len(cookie.value) < 4000
    assert cookie.http_only
    site.account("wang", password=None)
    first, second = leave(client, "/?period=7d"), leave(client, "/?period=24h")
    assert client.get(at_provider(first)).location == "/?period=7d"
    assert client.get(at_provider(second)).location == "/?period=24h"


def test_logging_out_leads_to_the_provider_too(
    serve: Serve, sqlite_files: SQLiteFiles, provider: str
) -> None:
    site = serve(sqlite_files, **settings(provider))
    site.account("wang", password=None)
    client = site.client()
    client.get(at_provider(leave(client)))
    answer = client.post("/logout", headers=OWN)
    told = urlsplit(answer.json["next"])
    assert f"{told.scheme}://{told.netloc}" == provider
    assert parse_qs(told.query)["post_logout_redirect_uri"] == ["http://localhost/logout"]
    assert not admitted(client)
    assert client.get("/logout").status_code == 200


def test_a_provider_that_is_away_is_said_on_a_plain_page(
    serve: Serve, sqlite_files: SQLiteFiles
) -> None:
    site = serve(sqlite_files, **settings("http://127.0.0.1:1"))
    client = site.client()
    answer = client.get(client.get("/login?next=/%3Flang%3Den").location, headers=HTML)
    assert answer.status_code == 502
    assert "does not answer" in answer.text
    assert "Traceback" not in answer.text
    assert client.post("/logout", headers=OWN).json == {"next": "/logout?lang=zh"}


def test_the_key_of_the_flow_is_kept_and_read_by_its_owner_only(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "new")
    assert len(key) == 32
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert secret_key(tmp_path / "new") == key
    assert secret_key(tmp_path / "other") != key
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]
