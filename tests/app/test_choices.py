"""What `/choices` answers."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from tests.app.conftest import Running
from tests.app.test_screen import statements


def test_choices_are_counted_once_for_an_instant(running: Running) -> None:
    with statements(running) as first:
        answer = running.client.get("/choices?period=24h&lang=en")
    assert answer.status_code == 200
    assert first
    assert json.loads(answer.data)["children"][0]["type"] == "Div"
    with statements(running) as second:
        again = running.client.get("/choices?period=24h&lang=en")
        same = running.client.get(
            "/choices?period=24h&lang=en", headers={"If-None-Match": answer.headers["ETag"]}
        )
    assert (again.data, same.status_code) == (answer.data, 304)
    assert all("FROM published" in statement for statement in second)  # of which instant it is


def test_a_change_is_counted_with_the_next_instant(running: Running) -> None:
    before = running.client.get("/choices?period=24h")
    running.report("new")
    running.clock.move(seconds=2)
    assert running.service.publisher.tick()
    after = running.client.get(
        "/choices?period=24h", headers={"If-None-Match": before.headers["ETag"]}
    )
    assert after.status_code == 200
    assert after.data != before.data


def test_what_an_address_says_wrongly_is_left_out(running: Running) -> None:
    wrong, right = (
        running.client.get(f"/choices?period=24h{more}") for more in ("&status=lost", "")
    )
    assert (wrong.status_code, wrong.data) == (200, right.data)


def test_they_are_of_what_the_screen_shows_while_that_is_being_published(running: Running) -> None:
    publisher = running.service.publisher
    last = publisher.published
    before = running.client.get("/choices?period=24h")
    running.report("new")
    running.clock.move(seconds=2)
    assert publisher.tick()
    after, publisher.published = publisher.published, last  # not told of it yet
    while_it_is = running.client.get("/choices?period=24h")
    publisher.published = after
    assert while_it_is.data != before.data
    assert while_it_is.data == running.client.get("/choices?period=24h").data


def test_an_instant_is_told_of_before_what_comes_next_is_written(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = running.service.publisher
    wake, told = publisher._wake, []

    def note(now: datetime) -> None:
        with running.service.answers._read_model.snapshot() as (_, published):
            told.append((published, publisher.published))
        wake(now)

    monkeypatch.setattr(publisher, "_wake", note)
    running.report("new")
    running.clock.move(seconds=2)
    assert publisher.tick()
    assert len(told) == 2  # before it, and after
    assert all(there == said for there, said in told)
