"""While the record cannot be asked, who was known a moment ago stays known, and nobody else."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Engine, text

from callbacks.access import viewers as viewers_module
from callbacks.access.viewers import _Known
from data_access.access import displays
from data_access.access.viewer import Viewer
from data_access.reach import EVERYTHING
from tests.access_http.conftest import HTML, OWN, PASSWORD, Serve, Site, admitted
from tests.engines import Databases


def lose(engine: Engine) -> None:
    """Take the tables of access away, as if the database were another one."""
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE sessions RENAME TO sessions_away"))


def find_again(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE sessions_away RENAME TO sessions"))


def test_who_was_known_stays_known_for_a_while(serve: Serve, databases: Databases) -> None:
    site = serve(databases, access="accounts")
    site.account("wang")
    known, late = site.logged_in("wang"), site.logged_in("wang")
    assert admitted(known)
    lose(site.service.record)
    assert known.get("/account").status_code == 200
    assert late.get("/account").status_code == 503  # its session was never seen by this server
    page = late.get("/?lang=en", headers=HTML)
    assert page.status_code == 503
    assert "cannot be looked up" in page.text
    assert site.client().get("/screen").status_code == 401  # no cookie: nothing is asked
    form = {"name": "wang", "password": PASSWORD}
    assert site.client().post("/login", data=form, headers=OWN).status_code == 503
    find_again(site.service.record)
    assert late.get("/account").status_code == 200


def test_a_wall_whose_display_cannot_be_looked_up_waits_where_it_is(
    serve: Serve, databases: Databases
) -> None:
    """A server that has started meanwhile knows nobody: that is as long after five minutes."""
    site = serve(databases, access="accounts")
    token = displays.create(site.service.record, "Wall", (), (), None, "chief", site.now)
    client = site.client()
    client.post("/display", data={"token": token}, headers=OWN)
    cookie = client.get_cookie("onescreen")
    assert cookie is not None
    lose(site.service.record)
    scene = client.get("/wall/scene")
    assert (scene.status_code, scene.is_json, scene.location) == (503, True, None)
    page = client.get("/wall", headers=HTML)
    assert (page.status_code, page.headers["Refresh"], page.location) == (503, "10", None)
    for answer in (scene, page):
        assert "Set-Cookie" not in answer.headers
    assert "Refresh" not in client.get("/", headers=HTML).headers
    find_again(site.service.record)
    assert client.get("/wall", headers=HTML).status_code == 200
    after = client.get_cookie("onescreen")
    assert after is not None
    assert after.value == cookie.value


@pytest.fixture
def moment() -> list[float]:
    return [0.0]


def somebody(name: str) -> Viewer:
    return Viewer(name, "duty", EVERYTHING, "account")


def broken() -> Viewer | None:
    from sqlalchemy.exc import OperationalError

    raise OperationalError("", {}, Exception())


def test_after_five_minutes_nobody_is_known_any_more(moment: list[float]) -> None:
    known = _Known(lambda: moment[0])
    assert known.ask("a", lambda: somebody("a")) == somebody("a")
    moment[0] = 300.0
    assert known.ask("a", broken) == somebody("a")
    moment[0] = 300.1
    with pytest.raises(viewers_module.Unreachable):
        known.ask("a", broken)


def test_whose_session_ended_is_forgotten_at_once(moment: list[float]) -> None:
    known = _Known(lambda: moment[0])
    known.ask("a", lambda: somebody("a"))
    assert known.ask("a", lambda: None) is None
    with pytest.raises(viewers_module.Unreachable):
        known.ask("a", broken)


def test_what_is_remembered_is_bounded() -> None:
    known = _Known(time.monotonic)
    for n in range(viewers_module._MOST + 3):
        known.ask(str(n), lambda: somebody("a"))
    assert len(known._found) == viewers_module._MOST
    with pytest.raises(viewers_module.Unreachable):
        known.ask("0", broken)


def test_a_site_without_accounts_asks_nothing(
    serve: Serve, site: Site, databases: Databases
) -> None:
    open_site = serve(databases)
    lose(open_site.service.record)
    assert admitted(open_site.client())
