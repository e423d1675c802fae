"""What a named view is asked for, and what an address may say of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callbacks.application import create_app
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from data_access.views import NamedView
from layouts import ids
from tests.app.conftest import Clock, Running, recent
from tests.app.test_screen import quoted, statements
from tests.figures.town import build_town

NIGHT = NamedView(
    code="night", zh="夜间", en="Night", filter="area=street0", panels=("feed", "map")
)
COUNTS = NamedView(code="counts", zh="总量", en="Counts", panels=("counts",))


@pytest.fixture
def running(tmp_path: Path, clock: Clock) -> Iterator[Running]:
    settings = Settings(
        data_dir=tmp_path, timezone="America/New_York", demo_feed=False, views=(NIGHT, COUNTS)
    )
    dash, service = create_app(settings, clock)
    build_town(service.record, [recent(str(n)) for n in range(3)])
    service.publisher.prepare()
    yield Running(dash, service, clock)
    service.stop()


def screen(running: Running, query: str) -> Any:
    return running.client.get(f"/screen?period=24h&{query}")


def note(answer: Any) -> list[str]:
    return quoted(answer.json["panels"]["note"]["props"][ids.NOTE]["children"])


def test_only_what_is_shown_is_asked_and_sent(running: Running) -> None:
    with statements(running) as seen:
        panels = screen(running, "view=counts").json["panels"]
    assert {"counts"} == set(panels) - {"header", "age", "note", "notice", "worklists"}
    assert not any("ORDER BY events.moment" in s or "FROM dispatches" in s for s in seen)
    assert any("FROM cases" in s for s in seen)
    with statements(running) as others:
        answer = screen(running, "area=street0&view=night")
    assert {"feed", "heat", "areas", "map-tools"} <= set(answer.json["panels"])
    assert not {"counts", "closure", "loop", "response"} & set(answer.json["panels"])
    assert not any("FROM dispatches" in s for s in others)
    assert answer.json["arrangement"]["panels"] == ["feed", "map"]
    assert answer.json["title"].startswith("夜间 · ")
    assert note(answer) == []


def test_a_view_is_no_other_one_to_caches(running: Running) -> None:
    plain, night = screen(running, "area=street0"), screen(running, "area=street0&view=night")
    assert plain.headers["ETag"] != night.headers["ETag"]
    assert "closure" in plain.json["panels"]
    again = running.client.get(
        "/screen?period=24h&area=street0&view=night",
        headers={"If-None-Match": night.headers["ETag"]},
    )
    assert again.status_code == 304


def test_a_view_alone_brings_its_filter(running: Running) -> None:
    alone, whole = screen(running, "view=night"), screen(running, "area=street0&view=night")
    assert alone.headers["ETag"] == whole.headers["ETag"]
    assert note(alone) == []


@pytest.mark.parametrize("said", ["view=day", "area=street1&view=night", "view=night%20"])
def test_a_view_that_is_none_or_of_something_else_is_left_out(running: Running, said: str) -> None:
    answer = screen(running, said)
    assert answer.status_code == 200
    assert note(answer) == [said.split("&")[-1].replace("%20", " ")]
    assert "arrangement" in answer.json
    assert "areas" not in answer.json["arrangement"]


def test_without_views_of_its_own_only_the_demo_has_some(running: Running) -> None:
    service = running.service
    names = service.answers.names(service.published, EVERYTHING)  # type: ignore[arg-type] # it has published
    assert service.views(names) == (NIGHT, COUNTS)
    assert not names.demo
