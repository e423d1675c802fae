"""Health, metrics, headers, publishing, the local socket."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from callbacks.application import create_app
from callbacks.operation import health
from data_access.filters import Filter
from data_access.live import local
from data_access.live.for_commands import ask_figures, compare
from data_access.live.instants import At
from data_access.live.local import LocalServer
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from tests.app.conftest import Clock, Running


def test_it_is_well_until_nothing_is_published(running: Running, clock: Clock) -> None:
    assert health(running.service, clock.now)["status"] == "ok"
    clock.move(minutes=4)
    late = health(running.service, clock.now)
    assert (late["status"], len(late["problems"])) == ("failing", 1)
    running.service.publisher.tick()
    assert health(running.service, clock.now)["status"] == "ok"


def test_metrics_tell_the_version(running: Running) -> None:
    told = running.client.get("/metrics").text
    published = running.service.published
    assert published is not None
    assert f"onescreen_published_version {float(published.version)}" in told
    assert "onescreen_cache_misses_total" in told


def test_every_answer_keeps_the_page_to_its_origin(running: Running) -> None:
    for path in ("/", "/screen", "/healthz", "/_dash-layout", "/assets/refresh.js"):
        with running.client.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert "unsafe" not in rules["script-src"]
        assert "http" not in policy


def test_only_the_configured_basemap_may_be_another_origin(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, tile_url="https://tiles.city.example/{z}/{x}/{y}.png")
    dash, service = create_app(settings)
    policy = dash.server.test_client().get("/healthz").headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob: https://tiles.city.example;" in policy
    service.stop()


def test_a_change_is_published_at_once_then_once_a_second(running: Running, clock: Clock) -> None:
    publisher = running.service.publisher
    assert not publisher.tick()
    clock.move(seconds=1.5)
    running.report("first")
    assert publisher.tick()
    running.report("second")
    clock.move(seconds=0.4)
    assert not publisher.tick()
    clock.move(seconds=0.7)
    assert publisher.tick()


def test_each_full_minute_is_published_though_nothing_changed(
    running: Running, clock: Clock
) -> None:
    before = running.service.published
    clock.move(seconds=39)  # the town's clock stands at 20 seconds
    assert not running.service.publisher.tick()
    clock.move(seconds=1)
    assert running.service.publisher.tick()
    after = running.service.published
    assert before is not None
    assert after is not None
    assert (after.version, after.as_of) == (before.version, clock.now)


def test_a_command_asks_the_running_server(running: Running) -> None:
    settings, filter_ = running.service.settings, Filter.parse(EVERYTHING, {"period": "24h"})
    assert local.ask(settings.data_dir, {}) is None
    server = LocalServer(settings.data_dir, running.service._answer)
    server.start()
    try:
        asked = ask_figures(settings, filter_)
        assert asked["counts"]["new"] == 3
        assert compare(settings) == []
        then = At(asked["version"], datetime.fromisoformat(asked["as_of"]))
        assert ask_figures(settings, filter_, then) == asked
        later = ask_figures(settings, filter_, At(version=asked["version"] + 1))
        assert "not known yet" in later["error"]
        refused = local.ask(settings.data_dir, {"ask": "figures", "period": "never"})
        assert refused is not None
        assert "never" in refused["error"]
        nowhere = Filter.parse(EVERYTHING, {"area": "atlantis"})
        assert ask_figures(settings, nowhere)["error"] == "area: nothing is called so: atlantis"
    finally:
        server.stop()
    assert local.ask(settings.data_dir, {}) is None


def test_figures_without_a_server_are_the_same(running: Running, clock: Clock) -> None:
    settings = running.service.settings
    filter_ = Filter.parse(EVERYTHING, {"from": "2026-11-01", "to": "2026-11-03"})
    running.service.read_model.close()
    alone = ask_figures(settings, filter_)
    then = At(alone["version"], datetime.fromisoformat(alone["as_of"]))
    assert ask_figures(settings, filter_, then)["closure"] == alone["closure"]
    assert "not known yet" in ask_figures(settings, filter_, At(version=99))["error"]
    nobody = Filter.parse(EVERYTHING, {"department": "nobody", "period": "24h"})
    assert ask_figures(settings, nobody)["error"] == "department: nothing is called so: nobody"
    assert alone["counts"] == running.service._answer(filter_.query())["counts"]
    json.dumps(alone)


def test_two_applications_share_nothing(running: Running, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "other", demo_feed=False)
    dash, service = create_app(settings)
    assert dash.server.test_client().get("/screen").status_code == 503
    service.publisher.prepare()
    empty = dash.server.test_client().get("/screen").json
    assert "counts" not in empty["panels"]
    assert "onescreen load" in json.dumps(empty["panels"]["notice"])
    assert "counts" in running.client.get("/screen").json["panels"]
    service.stop()


@pytest.mark.parametrize("name", ["short", "x" * 120])
def test_the_socket_fits_any_folder(tmp_path: Path, name: str) -> None:
    server = LocalServer(tmp_path / name, lambda request: {"said": request["word"]})
    (tmp_path / name).mkdir()
    server.start()
    try:
        assert local.ask(tmp_path / name, {"word": "hello"}) == {"said": "hello"}
    finally:
        server.stop()


def test_a_clock_set_back_does_not_stop_publishing(running: Running, clock: Clock) -> None:
    clock.move(hours=-1)
    assert health(running.service, clock.now)["status"] == "failing"
    assert running.service.publisher.tick()
    assert health(running.service, clock.now)["status"] == "ok"
