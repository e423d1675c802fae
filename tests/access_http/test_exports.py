"""An export belongs to whom it was begun for, and who exported is written down."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from callbacks.application import create_app
from data_access.record.write import write_incidents
from data_access.settings import Settings
from tests.access_http.conftest import OWN, Site
from tests.app.conftest import Clock, built_folder, recent  # noqa: F401 # the second a fixture
from tests.figures.town import NOW

LIST = "list=counts.open&period=30d"


@pytest.fixture
def town(built_folder: Path, tmp_path: Path) -> Iterator[Site]:  # noqa: F811 # it is that fixture
    """The test town with accounts, its first instant published."""
    shutil.copytree(built_folder, tmp_path, dirs_exist_ok=True)
    clock = Clock()
    settings = Settings(
        data_dir=tmp_path, timezone="America/New_York", demo_feed=False, access="accounts"
    )
    dash, service = create_app(settings, clock)
    located = recent("here", lon=-73.9975, lat=40.7025)  # so that there is a heat image
    write_incidents(service.record, [located], now=NOW, origin="test")
    service.publisher.prepare()
    yield Site(dash, service, clock)
    service.stop()


def begun(client: FlaskClient) -> str:
    """The id of a new export."""
    answer = client.post(f"/export?{LIST}&format=csv", headers=OWN)
    assert answer.status_code == 202
    return str(answer.json["id"])


def test_an_export_is_of_whom_began_it_only(town: Site) -> None:
    town.account("wang")
    town.account("chief", "administrator")
    wang, again, chief = town.logged_in("wang"), town.logged_in("wang"), town.logged_in("chief")
    name = begun(wang)
    gone = chief.get("/export/unknown")
    for method, path in (("GET", ""), ("GET", "/file"), ("DELETE", "")):
        answer = chief.open(f"/export/{name}{path}", method=method, headers=OWN)
        assert (answer.status_code, answer.json) == (404, gone.json)
    assert again.get(f"/export/{name}").json["id"] == name  # on another machine of his
    assert wang.delete(f"/export/{name}", headers=OWN).json["state"] == "cancelled"
    told = [one for one in town.told() if one[2] == "export"]
    assert told == [("wang", "127.0.0.1", "export")]


def test_what_cannot_be_written_down_is_not_exported(town: Site) -> None:
    town.account("wang")
    client = town.logged_in("wang")
    with town.service.record.begin() as connection:
        connection.execute(text("ALTER TABLE audit RENAME TO audit_away"))
    answer = client.post(f"/export?{LIST}&format=csv", headers=OWN)
    assert (answer.status_code, answer.json["state"]) == (503, "failed")
    with town.service.record.begin() as connection:
        connection.execute(text("ALTER TABLE audit_away RENAME TO audit"))
    assert [one for one in town.told() if one[2] == "export"] == []


def test_the_figures_of_somebody_are_kept_by_no_shared_cache(town: Site) -> None:
    town.account("wang")
    client = town.logged_in("wang")
    screen = client.get("/screen?period=30d")
    assert screen.status_code == 200
    found = re.search(r'"(/heat/[^"]+)"', screen.text)
    assert found is not None
    heat = found[1]
    for path in ("/screen?period=30d", f"/list?{LIST}", heat, "/_dash-layout"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "public" not in answer.headers["Cache-Control"]
        assert town.client().get(path).status_code == 401
    assert "private" in client.get(heat).headers["Cache-Control"]
    unchanged = client.get("/screen?period=30d", headers={"If-None-Match": screen.headers["ETag"]})
    assert unchanged.status_code == 304
    assert unchanged.headers["OneScreen-Viewer"] == screen.headers["OneScreen-Viewer"]
