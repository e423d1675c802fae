"""Under overload the pace of publishing slackens, and the screen says so."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Semaphore
from typing import Any

import pytest

from callbacks import screen
from data_access.filters import Filter
from data_access.live import service
from data_access.live.answers import Answered
from data_access.live.publisher import Publisher
from data_access.reach import EVERYTHING
from layouts import ids
from tests.app.conftest import Clock, Running
from tests.layouts.frame import texts

NONE = timedelta(0)


@contextmanager
def overload(running: Running) -> Iterator[None]:
    """Screens are being refreshed all the while, as many as are at a time."""
    refreshes, number, go_on = running.service.refreshes, service._AT_ONCE, Event()
    begun = Semaphore(0)

    def wait(answered: Answered) -> int:
        begun.release()
        assert go_on.wait(60)
        return answered.published.version

    def slowly(period: str) -> int:
        filter_ = Filter.parse(EVERYTHING, {"period": period})  # each is of a family of its own
        version: int = refreshes.ask((filter_, []), "slow", wait, 60)
        return version

    periods = ("today", "7d", "30d", "month")[:number]
    with ThreadPoolExecutor(number) as pool:
        answers = [pool.submit(slowly, period) for period in periods]
        assert all(begun.acquire(timeout=60) for _ in periods)
        try:
            yield
        finally:
            go_on.set()
        assert all(answer.result(60) > 0 for answer in answers)


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


def test_publishing_waits_for_screens_that_are_under_way_but_not_for_long(
    running: Running, clock: Clock
) -> None:
    """Whose turn is next publishes what is new by then."""
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


# What viewers get meanwhile -----------------------------------------------------------------


def again(running: Running, etag: str, query: str = "period=24h") -> Any:
    """A viewer who shows a screen asks whether there is a newer one."""
    return running.client.get(f"/screen?{query}", headers={"If-None-Match": etag})


def test_who_shows_a_screen_is_told_to_keep_it_until_there_is_another(
    running: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later than a server waits; and it is built all the same."""
    etag = running.client.get("/screen?period=24h").headers["ETag"]
    monkeypatch.setattr(screen, "_PATIENCE", 0.01)
    with overload(running):
        running.report("news")
        clock.move(seconds=10)
        assert running.service.publisher.tick()
        kept = again(running, etag)
        assert (kept.status_code, kept.data) == (304, b"")
        assert kept.headers["ETag"] == etag
        assert running.service.refreshes.under_way == service._AT_ONCE + 1
    monkeypatch.undo()
    news = again(running, etag)
    assert news.status_code == 200
    assert news.json["version"] == running.service.published.version  # type: ignore[union-attr]


def test_who_shows_nothing_does_not_wait_for_refreshes(running: Running, clock: Clock) -> None:
    with overload(running):
        running.report("news")
        clock.move(seconds=10)
        assert running.service.publisher.tick()
        first = running.client.get("/screen?period=24h")
        assert first.json["version"] == running.service.published.version  # type: ignore[union-attr]


def test_what_another_was_told_of_meanwhile_is_there_for_all_who_show_an_older_one(
    running: Running, clock: Clock
) -> None:
    """Although something was published since, of which nobody was told yet."""
    etag = running.client.get("/screen?period=24h").headers["ETag"]
    running.report("one")
    clock.move(seconds=2)
    assert running.service.publisher.tick()
    newer = again(running, etag)
    with overload(running):
        running.report("two")
        clock.move(seconds=10)
        assert running.service.publisher.tick()
        late = again(running, etag)
        assert (late.status_code, late.json) == (200, newer.json)
        assert late.headers["ETag"] == newer.headers["ETag"]


def test_who_slept_is_not_shown_what_was_new_long_ago(
    running: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what another was told minutes before nothing flashes by."""
    monkeypatch.setattr(screen, "_FRESH", 0)
    etag = running.client.get("/screen?period=24h").headers["ETag"]
    running.report("one")
    clock.move(seconds=2)
    assert running.service.publisher.tick()
    between = again(running, etag).json["version"]
    running.report("two")
    clock.move(seconds=2)
    assert running.service.publisher.tick()
    assert again(running, etag).json["version"] > between


@pytest.fixture
def small_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two may wait at a server that is made after this."""
    monkeypatch.setattr(screen, "_WAITING", 2)


def test_when_too_many_wait_others_are_told_at_once(
    small_room: None, running: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = running.client.get("/screen?period=24h").headers["ETag"]
    refreshes, waits = running.service.refreshes, Semaphore(0)
    join = refreshes._join

    def joined(*said: Any) -> Any:
        turn = join(*said)
        waits.release()
        return turn

    with ThreadPoolExecutor(2) as pool, overload(running):
        running.report("news")
        clock.move(seconds=10)
        assert running.service.publisher.tick()
        monkeypatch.setattr(refreshes, "_join", joined)
        waiting = [pool.submit(again, running, etag) for _ in range(2)]
        assert all(waits.acquire(timeout=60) for _ in waiting)
        assert again(running, etag).status_code == 304
        assert not any(one.done() for one in waiting)
    assert {one.result(60).status_code for one in waiting} == {200}


def test_whose_turn_it_is_catches_up_first(running: Running, clock: Clock) -> None:
    """What was committed before a screen is built is on it."""
    publisher = running.service.publisher
    etag = running.client.get("/screen?period=24h").headers["ETag"]
    running.report("one")
    clock.move(seconds=2)
    assert publisher.tick()
    running.report("two")
    clock.move(seconds=2)
    before = publisher.published
    assert before is not None
    answer = again(running, etag)
    assert publisher.published is not None
    assert answer.json["version"] == publisher.published.version > before.version
    running.report("three")
    clock.move(seconds=0.5)
    assert again(running, answer.headers["ETag"]).status_code == 304  # once a second is enough


def test_catching_up_that_fails_leaves_what_there_is(
    running: Running,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    etag = running.client.get("/screen?period=24h").headers["ETag"]
    running.report("one")
    clock.move(seconds=2)
    assert running.service.publisher.tick()
    running.report("two")
    clock.move(seconds=2)

    def fail(_publisher: Publisher, _now: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Publisher, "_publish", fail)
    before = running.service.published
    answer = again(running, etag)
    assert before is not None
    assert answer.json["version"] == before.version
    assert "the disk is full" in caplog.text


def test_a_screen_that_cannot_be_built_is_an_error_and_is_tried_again(
    running: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = running.client.get("/screen?period=24h").headers["ETag"]
    running.report("one")
    clock.move(seconds=2)
    assert running.service.publisher.tick()

    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(screen.screen, "build_screen", fail)
    assert again(running, etag).status_code == 500
    monkeypatch.undo()
    assert again(running, etag).status_code == 200
