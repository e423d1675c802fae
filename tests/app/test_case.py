"""What `/case` answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.conftest import Running
from tests.app.test_screen import statements


def opened(running: Running, case: str = "patrol:0", query: str = "period=24h") -> Any:
    return running.client.get("/case", query_string=f"{query}&case={case}")


def test_a_case_is_built_once_for_an_instant(running: Running) -> None:
    with statements(running) as first:
        answer = opened(running)
    assert answer.status_code == 200
    assert first
    assert json.loads(answer.data)["children"][0]["type"] == "Header"
    with statements(running) as second:
        again = opened(running)
        same = running.client.get(
            "/case?period=24h&case=patrol:0", headers={"If-None-Match": answer.headers["ETag"]}
        )
    assert (again.data, same.status_code, second) == (answer.data, 304, [])


def test_every_view_and_every_case_has_its_own(running: Running) -> None:
    queries = ("period=24h", "period=7d", "period=24h&lang=en", "period=24h&theme=light")
    etags = {opened(running, query=query).headers["ETag"] for query in queries}
    etags |= {opened(running, f"patrol:{n}").headers["ETag"] for n in range(3)}
    assert len(etags) == 6


def test_a_change_shows_with_the_next_instant(running: Running) -> None:
    before = opened(running)
    running.report("0", priority=1)
    running.clock.move(seconds=2)
    assert running.service.publisher.tick()
    after = running.client.get(
        "/case?period=24h&case=patrol:0", headers={"If-None-Match": before.headers["ETag"]}
    )
    assert after.status_code == 200
    assert "优先级 1" in after.get_data(as_text=True)


@pytest.mark.parametrize(
    "case",
    [
        "",
        "patrol",
        "patrol:",
        "patrol:99",
        "hotline:0",
        "patrol:%00",
        ":0",
        "x" * 4000 + ":1",
        "%ff:1",
    ],
)
def test_what_names_no_incident_is_said_to(running: Running, case: str) -> None:
    answer = opened(running, case, "period=24h&lang=en")
    assert answer.status_code == 404
    assert "There is no such incident" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


def test_one_that_was_not_there_yet_is_found_later(running: Running) -> None:
    assert opened(running, "patrol:new").status_code == 404
    running.report("new")
    running.clock.move(seconds=2)
    assert running.service.publisher.tick()
    assert opened(running, "patrol:new").status_code == 200


def test_a_number_may_hold_anything(running: Running) -> None:
    odd = 'A:1/2?&=<b>"号'
    running.report(odd)
    running.clock.move(seconds=2)
    assert running.service.publisher.tick()
    answer = running.client.get("/case", query_string={"period": "24h", "case": f"patrol:{odd}"})
    assert answer.status_code == 200
    assert json.loads(answer.data)["label"] == f"案件 {odd}"
