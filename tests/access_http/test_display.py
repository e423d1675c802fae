"""A display's token is exchanged once for a session that lasts."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from data_access.access import displays
from tests.access_http.conftest import HTML, OWN, Serve, Site, admitted
from tests.engines import Databases

YEAR = 365 * 86_400


def test_a_token_makes_a_browser_a_display_once(serve: Serve, databases: Databases) -> None:
    site = serve(databases, access="accounts")
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client, other = site.client(), site.client()
    answer = client.post("/display", data={"token": f" {token}\n"}, headers={**OWN, **HTML})
    assert (answer.status_code, answer.location) == (303, "/wall")
    assert "Max-Age=34560000" in answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert admitted(client)
    assert ("", "127.0.0.1", "display_exchanged") in site.told()
    used = other.post("/display", data={"token": token}, headers=OWN)
    assert used.status_code == 403
    assert "Set-Cookie" not in used.headers
    assert not admitted(other)
    assert client.post("/display", data={"token": token}, headers=OWN).location == "/wall"
    displays.revoke(site.service.record, "Wall", site.now)
    assert not admitted(client)
    assert client.post("/display", data={"token": token}, headers=OWN).status_code == 403


def test_a_display_lasts_and_its_cookie_is_renewed(site: Site) -> None:
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client = site.client()
    client.post("/display", data={"token": token}, headers=OWN)
    before = client.get_cookie("onescreen")
    site.clock.move(seconds=YEAR)
    for page in ("/", "/wall"):
        answer = client.get(page, headers=HTML)
        assert answer.status_code == 200
        assert "Max-Age=34560000" in answer.headers["Set-Cookie"]
    after = client.get_cookie("onescreen")
    assert before is not None
    assert after is not None
    assert after.value == before.value
    assert "Set-Cookie" not in client.get("/screen").headers


def test_a_wall_that_is_never_loaded_anew_keeps_its_cookie(site: Site) -> None:
    site.service.publisher.prepare()
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client, renewed = site.client(), 0
    client.post("/display", data={"token": token}, headers=OWN)
    for _ in range(4 * 10):
        answers = [client.get("/wall/scene") for _ in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        renewed += sum("Set-Cookie" in answer.headers for answer in answers)
        site.clock.move(hours=6)
    assert renewed == 10
    site.account("wang")
    other = site.logged_in("wang")
    assert "Set-Cookie" not in other.get("/wall/scene").headers
    assert "Set-Cookie" not in other.get("/wall").headers


@dataclass
class Same:
    """The database of a server, for another one."""

    url: str

    def migrated(self) -> str:
        return self.url

    empty = migrated


def test_a_display_is_signed_in_for_years_whatever_restarts(
    serve: Serve, databases: Databases
) -> None:
    """Looked at daily, then switched off for a year; whoever logs in has old sessions removed."""
    limits = {"access": "accounts", "session_idle_seconds": 60, "session_seconds": 60}
    site = serve(databases, **limits)
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client = site.client()
    client.post("/display", data={"token": token}, headers=OWN)
    site.account("wang")
    for day in range(400):
        site.clock.move(days=1)
        answer = client.get("/wall", headers=HTML)
        assert answer.status_code == 200
        assert "Max-Age=34560000" in answer.headers["Set-Cookie"]
        if day % 100 == 50:
            site.logged_in("wang")
            client, site = restarted(serve, site, client)
    site.clock.move(days=365)
    site.logged_in("wang")
    assert client.get("/wall", headers=HTML).status_code == 200


def restarted(serve: Serve, site: Site, client: FlaskClient) -> tuple[FlaskClient, Site]:
    """Another process over the same record at the same moment, asked by the same browser."""
    settings = site.service.settings
    limits = settings.model_dump(include={"session_idle_seconds", "session_seconds"})
    other = serve(Same(settings.database_url), access="accounts", **limits)
    other.clock.now = site.clock.now
    browser, cookie = other.client(), client.get_cookie("onescreen")
    assert cookie is not None
    browser.set_cookie("onescreen", cookie.value)
    return browser, other


def test_where_access_has_ended_the_wall_shows_no_login(site: Site) -> None:
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client = site.client()
    client.post("/display", data={"token": token}, headers=OWN)
    displays.revoke(site.service.record, "Wall", site.now)
    scene = client.get("/wall/scene")
    assert scene.status_code == 401
    page = client.get("/wall?lang=en", headers=HTML)
    assert page.status_code == 401
    assert "not connected any more" in page.text
    assert "<form" not in page.text
    site.clock.move(days=90)
    site.account("wang")
    site.logged_in("wang")
    assert client.get("/wall", headers=HTML).status_code == 401
    nobody = site.client().get("/wall?rotate=hot", headers=HTML)
    assert (nobody.status_code, nobody.location) == (302, "/login?next=/wall%3Frotate%3Dhot")


def test_a_display_looks_and_does_nothing(site: Site) -> None:
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client = site.client()
    client.post("/display", data={"token": token}, headers=OWN)
    menu = client.get("/account?lang=en")
    assert "Wall" in menu.text
    assert "Log out" not in menu.text
    for method, path in (("POST", "/export?list=counts.open&format=csv"), ("DELETE", "/export/x")):
        assert client.open(path, method=method, headers=OWN).status_code == 403
    assert client.get("/metrics").status_code == 403
    client.post("/logout", headers=OWN)
    assert admitted(client)  # its token works once: it could not come back


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "\0", "тoken", "' OR 1=1 --"])
def test_what_is_no_token_is_told_so(site: Site, token: str) -> None:
    answer = site.client().post("/display", data={"token": token, "lang": "en"}, headers=OWN)
    assert answer.status_code == 403
    assert "Ask your administrator" in answer.text
    if len(token) > 1:
        assert token not in answer.text


def test_the_page_takes_the_token_from_the_address_by_its_script_alone(site: Site) -> None:
    page = site.client().get("/display")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.text.count("<script") == 1
    assert '<script src="/assets/display.js?m=' in page.text


def test_a_display_keeps_the_language_and_theme_of_its_address(site: Site) -> None:
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    page = site.client().get("/display?lang=en&theme=light").text
    assert '<html lang="en" data-theme="light">' in page
    assert 'value="/wall?lang=en&amp;theme=light"' in page
    own = site.client().get("/display?next=/wall?rotate=hot%26period=7d&lang=en").text
    assert 'value="/wall?rotate=hot&amp;period=7d&amp;lang=en"' in own
    elsewhere = site.client().get("/display?next=//evil.example").text
    assert 'value="/wall"' in elsewhere
    sent = {"token": token, "next": "/?lang=en&theme=light"}
    wrong = site.client().post("/display", data={**sent, "token": "x"}, headers=OWN).text
    assert '<html lang="en" data-theme="light">' in wrong
    answer = site.client().post("/display", data=sent, headers=OWN)
    assert answer.location == "/?lang=en&theme=light"


def test_no_token_and_no_secret_is_in_a_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client = site.client()
    client.post("/display", data={"token": token}, headers=OWN)
    client.post("/display", data={"token": token}, headers=OWN)
    cookie = client.get_cookie("onescreen")
    assert cookie is not None
    assert token not in caplog.text
    assert cookie.value not in caplog.text
    with site.service.record.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM audit").all()
    assert token not in str(rows)
    assert cookie.value not in str(rows)
