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
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from data_access.filters import PARAMETERS
from data_access.live.answers import QUESTIONS
from layouts import ids
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


def quoted(drawn: Any) -> list[str]:
    """What stands in code, of components as JSON."""
    if isinstance(drawn, list):
        return [text for one in drawn for text in quoted(one)]
    if not isinstance(drawn, dict):
        return []
    children = drawn["props"].get("children")
    return [children] if drawn["type"] == "Code" else quoted(children)


LEFT_OUT = [
    ("period=fortnight&area=street0", "area=street0", ["period=fortnight"]),
    ("from=2026-13-01&to=2026-12-01", "", ["from=2026-13-01", "to=2026-12-01"]),
    ("status=lost,open&priority=high", "status=open", ["priority=high", "status=lost"]),
    # well formed, and nothing is called so
    ("area=street0,atlantis&lang=en", "area=street0&lang=en", ["area=atlantis"]),
    ("department=x&category=y", "", ["department=x", "category=y"]),
    ("source=x&scenario=y", "", ["source=x", "scenario=y"]),
    # no parameters of ours, none of their values, and the same one twice
    ("nonsense=1&lang=fr&theme=pink", "", ["nonsense=1", "lang=fr", "theme=pink"]),
    ("area=street0&area=street1", "area=street0", ["area=street1"]),
    ("area=%ff%00&%00=&period", "", ["area=%FF\ufffd", "\ufffd"]),
]


def test_what_an_address_says_wrongly_is_left_out_and_said(running: Running) -> None:
    for query, rest, said in LEFT_OUT:
        answer, right = (running.client.get(f"/screen?{text}") for text in (query, rest))
        assert (answer.status_code, right.status_code) == (200, 200)
        shown, usual = answer.json["panels"], right.json["panels"]
        assert quoted(shown.pop("note")["props"][ids.NOTE]["children"]) == said
        assert usual.pop("note")["props"] == {ids.NOTE: {"children": None}}
        assert shown == usual
        etag = answer.headers["ETag"]
        assert etag != right.headers["ETag"]
        assert answer.json["id"] == etag.strip('"')
        again = running.client.get(f"/screen?{query}", headers={"If-None-Match": etag})
        assert again.status_code == 304


def test_what_is_left_out_costs_no_question(running: Running) -> None:
    looks(running, "period=7d", times=1)
    with statements(running) as seen:
        (answer,) = looks(running, "period=7d&area=atlantis&nonsense=1", times=1)
    assert answer.status_code == 200
    assert seen == []


def test_of_an_address_with_a_note_only_news_are_sent(running: Running) -> None:
    before = running.client.get("/screen?period=24h&nonsense=1")
    right = running.client.get(
        "/screen?period=24h", headers={"If-None-Match": before.headers["ETag"]}
    )
    assert set(right.json["panels"]) == {"note"}
    running.report("new")
    running.clock.move(seconds=2)
    running.service.publisher.tick()
    later = running.client.get(
        "/screen?period=24h&nonsense=1", headers={"If-None-Match": before.headers["ETag"]}
    )
    assert {"counts", "feed"} <= set(later.json["panels"])
    assert not {"note", "coverage"} & set(later.json["panels"])


SAID = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    (
        "7d",
        "2026-11-01",
        "street0,x",
        "open",
        "1",
        "unlocated",
        "roads,' OR 1=1 --",
        "en",
        "a" * 999,
    )
)
NAMED = st.sampled_from((*PARAMETERS, "lang", "theme"))


# Without shrinking: an example computes a screen.
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(NAMED | SAID, SAID, max_size=4))
def test_whatever_an_address_says_something_is_shown(
    running: Running, query: dict[str, str]
) -> None:
    for route in ("/screen", "/cameras"):
        assert running.client.get(route, query_string=query).status_code == 200, route


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
    monkeypatch.setattr(answers, "QUESTIONS", broken)
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
