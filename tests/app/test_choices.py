"""What `/choices` answers."""

from __future__ import annotations

import json

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
    assert (again.data, same.status_code, second) == (answer.data, 304, [])


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
