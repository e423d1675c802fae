"""Under overload the pace of publishing slackens, and the screen says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from data_access import counts
from data_access.filters import Filter
from data_access.live.publisher import Publisher
from data_access.questions import Question, Scope
from data_access.reach import EVERYTHING
from layouts import ids
from tests.app.conftest import Clock, Running
from tests.layouts.frame import texts

NONE = timedelta(0)


@contextmanager
def overload(running: Running) -> Iterator[None]:
    """One answer is under way all the while."""
    begun, go_on = Event(), Event()

    def wait(rows: Sequence[Any], _scope: Scope) -> int:
        begun.set()
        assert go_on.wait(60)
        return len(rows)

    slow = Question("slow", counts.QUESTION.select, wait)
    answers = running.service.answers
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(answers.ask, Filter(EVERYTHING), [slow])
        assert begun.wait(60)
        try:
            yield
        finally:
            go_on.set()
        assert answer.result(60).answers == {"slow": 1}
    assert answers.under_way == 0


def said(running: Running, language: str = "zh", etag: str = "") -> str:
    """What the answer says beside the age of the data; nothing where that did not change."""
    headers = {"If-None-Match": etag} if etag else {}
    answer = running.client.get(f"/screen?period=24h&lang={language}", headers=headers)
    age = answer.get_json()["panels"].get("age", {"props": {ids.AGE: {}}})["props"][ids.AGE]
    return "".join(texts(_components(age)))


def _components(value: Any) -> Any:
    """The texts of serialised components, as `texts` takes them."""
    if isinstance(value, dict):
        return _components(value.get("children", value.get("props", [])))
    return [_components(one) for one in value] if isinstance(value, list) else value or []


def test_publishing_waits_for_answers_that_are_under_way_but_not_for_long(
    running: Running, clock: Clock
) -> None:
    """What was asked is not outdated before it is there."""
    publisher = running.service.publisher
    with overload(running):
        running.report("first")
        clock.move(seconds=2)
        assert not publisher.tick()
        clock.move(seconds=8)
        assert publisher.tick()  # ten seconds: no screen is older than that
    running.report("second")
    clock.move(seconds=2)
    assert publisher.tick()


def test_the_screen_says_by_how_much_load_held_it_up_and_ceases_when_it_does_not(
    running: Running, clock: Clock
) -> None:
    publisher = running.service.publisher
    first = running.client.get("/screen?period=24h")
    with overload(running):
        running.report("first")
        clock.move(seconds=2)
        assert not publisher.tick()
        assert running.client.get(
            "/screen?period=24h", headers={"If-None-Match": first.headers["ETag"]}
        ).status_code == 304  # fmt: skip
        clock.move(seconds=8)
        assert publisher.tick()
    assert said(running, etag=first.headers["ETag"]) == "负载高，更新晚 8 秒"
    assert said(running, "en") == "busy: updates 8 s late"
    assert "onescreen_publication_late_seconds 8.0" in running.client.get("/metrics").text
    held_up = running.client.get("/screen?period=24h").headers["ETag"]
    assert running.client.get(
        "/screen?period=24h", headers={"If-None-Match": held_up}
    ).status_code == 304  # fmt: skip
    running.report("second")
    clock.move(seconds=2)
    assert publisher.tick()
    assert said(running) == said(running, "en") == ""


def test_what_is_less_late_than_the_pace_is_not_said(running: Running, clock: Clock) -> None:
    publisher = running.service.publisher
    with overload(running):
        running.report("first")
        clock.move(seconds=2)
        assert not publisher.tick()
        clock.move(seconds=0.9)
    assert publisher.tick()
    assert publisher.late == NONE


def test_a_long_quiet_is_no_delay(running: Running, clock: Clock) -> None:
    """Nor is a full minute at which nothing had changed, nor a clock that is set back."""
    publisher = running.service.publisher
    clock.move(seconds=30)
    running.report("first")
    assert publisher.tick()
    assert publisher.late == NONE
    clock.move(minutes=1)
    assert publisher.tick()
    assert publisher.late == NONE
    running.report("second")
    clock.move(minutes=-10)
    assert publisher.tick()
    assert publisher.late == NONE


def test_a_change_within_the_pace_is_due_at_its_end(running: Running, clock: Clock) -> None:
    publisher = running.service.publisher
    running.report("first")
    with overload(running):
        clock.move(seconds=0.2)
        assert not publisher.tick()
        clock.move(seconds=9.8)
        assert publisher.tick()
    assert publisher.late == timedelta(seconds=9)


def test_a_publication_that_takes_long_is_late_too(
    running: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow = running.service.read_model.follow

    def slowly(*said: Any) -> Any:
        clock.move(seconds=4)
        return follow(*said)

    monkeypatch.setattr(running.service.read_model, "follow", slowly)
    running.report("first")
    clock.move(seconds=2)
    assert running.service.publisher.tick()
    assert running.service.publisher.late == timedelta(seconds=4)


def test_a_failure_is_not_put_down_to_load(
    running: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = running.service.publisher
    rounds = iter([False, True])  # whether to stop

    def fail(_publisher: Publisher, _now: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Publisher, "_publish", fail)
    running.report("first")
    clock.move(seconds=2)
    monkeypatch.setattr(publisher._stop, "wait", lambda _seconds: next(rounds))
    publisher._run()
    assert publisher.failures == 1
    monkeypatch.undo()
    clock.move(seconds=8)
    assert publisher.tick()
    assert publisher.late == NONE
