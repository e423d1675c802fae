"""What `/screen` answers, and how often that asks the database."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import brotli
import pytest
from sqlalchemy import event, func, select

from data_access.live.answers import QUESTIONS
from tests.app.conftest import Running

SCREENS = 12


@contextmanager
def statements(running: Running) -> Iterator[list[str]]:
    """The statements that reach the read model meanwhile, with their values."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        seen.append(f"{statement} {values}")

    engine = running.service.read_model.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def looks(running: Running, query: str = "period=24h", times: int = SCREENS) -> list[Any]:
    """So many browsers asking at the same moment."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda _: running.client.get(f"/screen?{query}"), range(times)))


def test_every_question_is_asked_once_however_many_look(running: Running) -> None:
    with statements(running) as first:
        looks(running)
    tables = ("FROM cases", "FROM closings", "FROM dispatches", "FROM events", "FROM incidents")
    asked = [s for s in first if any(table in s for table in tables)]
    assert len(asked) >= 8
    repeated = {s for s in asked if asked.count(s) > 1}
    assert repeated == set()
    with statements(running) as second:
        assert {answer.status_code for answer in looks(running)} == {200}
    assert second == []


def test_after_a_change_each_question_is_asked_once_again(running: Running) -> None:
    looks(running, "period=7d")
    running.report("new")
    running.clock.move(seconds=2)
    assert running.service.publisher.tick()
    with statements(running) as after:
        looks(running, "period=7d")
    assert len(after) >= len(QUESTIONS)
    assert len(after) == len(set(after))


def test_the_same_instant_is_not_sent_twice(running: Running) -> None:
    first = running.client.get("/screen?period=24h")
    again = running.client.get(
        "/screen?period=24h", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    running.report("new")
    running.clock.move(seconds=2)
    running.service.publisher.tick()
    later = running.client.get(
        "/screen?period=24h", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert later.status_code == 200
    assert later.json["version"] == first.json["version"] + 1


@pytest.mark.parametrize(
    ("accepted", "decode"),
    [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)],
)
def test_answers_are_compressed_as_the_browser_can(
    running: Running, accepted: str, decode: Any
) -> None:
    answer = running.client.get("/screen", headers={"Accept-Encoding": accepted})
    panels = json.loads(decode(answer.data))["panels"]
    assert {"counts", "closure", "heat", "response", "coverage", "loop", "trend", "feed"} <= set(
        panels
    )


def test_languages_and_themes_do_not_mix(running: Running) -> None:
    zh, en = (running.client.get(f"/screen?lang={lang}").json for lang in ("zh", "en"))
    assert (zh["language"], en["language"]) == ("zh", "en")
    assert zh["panels"]["closure"] != en["panels"]["closure"]
    assert running.client.get("/screen?theme=light").json["theme"] == "light"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=fortnight", "fortnight"),
        ("from=2026-13-01&to=2026-12-01", "2026-13-01"),
        ("status=lost", "lost"),
        ("priority=high", "high"),
    ],
)
def test_a_wrong_filter_says_what_is_wrong(running: Running, query: str, said: str) -> None:
    answer = running.client.get(f"/screen?{query}")
    assert answer.status_code == 400
    assert said in json.dumps(answer.json["panels"]["notice"])


def _fails_before_it_is_asked(_scope: Any) -> Any:
    raise RuntimeError("the disk is on fire")


def _fails_in_the_database(_scope: Any) -> Any:
    return select(func.error("the disk is on fire"))


@pytest.mark.parametrize("fail", [_fails_before_it_is_asked, _fails_in_the_database])
def test_one_failing_panel_leaves_the_others(
    running: Running, monkeypatch: pytest.MonkeyPatch, fail: Any
) -> None:
    from data_access import loop
    from data_access.live import answers
    from data_access.questions import Question

    broken = tuple(
        Question("loop", fail, loop.QUESTION.shape) if q.name == "loop" else q
        for q in answers.QUESTIONS
    )
    monkeypatch.setattr(answers.Answers.ask, "__defaults__", (broken, None))
    panels = running.client.get("/screen?period=24h").json["panels"]
    assert "disk" not in json.dumps(panels)
    assert "failed" in json.dumps(panels["loop"])
    assert "failed" not in json.dumps(panels["counts"])


def test_cameras_come_on_demand(running: Running) -> None:
    answer = running.client.get("/cameras?period=24h&area=street0")
    assert len(answer.json["features"]) == 4
    again = running.client.get(
        "/cameras?period=7d&area=street0", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
