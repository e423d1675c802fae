"""What two hundred viewers cost, all at once, and how much is kept of what they were shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from callbacks import application, screen
from callbacks.parts import Images, Parts, Shown
from callbacks.stored import Stored
from tests.app.conftest import Running
from tests.app.test_parts import happen, look
from tests.app.test_screen import statements

VIEWERS = 200
HANDS = 50  # threads of theirs


def looks(running: Running, etags: list[str], query: str = "period=7d") -> list[Any]:
    """So many browsers asking at the same moment, each with the ETag that it knows."""
    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(lambda etag: look(running, etag, query), etags))


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The screens that are built from here on."""
    found: list[str] = []
    take_apart = Parts.of

    def note(body: Any, etag: str) -> Parts:
        found.append(etag)
        return take_apart(body, etag)

    monkeypatch.setattr(Parts, "of", note)
    return found


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The answers of `/screen` that are compressed from here on."""
    found: list[bytes] = []
    pack = Stored.of

    def note(plain: bytes, *said: Any, **more: Any) -> Stored:
        if plain.startswith(b"{"):
            found.append(plain)
        return pack(plain, *said, **more)

    monkeypatch.setattr(Stored, "of", note)
    return found


def test_a_version_costs_as_many_statements_for_two_hundred_viewers_as_for_one(
    running: Running, built: list[str]
) -> None:
    look(running, query="period=7d")  # names are read once and for all
    built.clear()
    happen(running, "first")
    with statements(running) as of_one:
        etag = looks(running, [""])[0].headers["ETag"]
    happen(running, "second")
    with statements(running) as of_all:
        answers = looks(running, [etag] * VIEWERS)
    assert {answer.status_code for answer in answers} == {200}
    assert len(of_one) == len(of_all) > 0
    assert len(built) == 2


def test_viewers_that_come_back_after_an_outage_cost_one_screen(
    running: Running, built: list[str], packed: list[bytes]
) -> None:
    """What they show is of a server that is no more: it knows none of their ETags."""
    answers = looks(running, [f'"shown-{n % 20}"' for n in range(VIEWERS)])
    assert len({answer.data for answer in answers}) == 1
    assert len(built) == len(packed) == 1


def fell_behind(running: Running) -> list[str]:
    """The ETags of those who lost the connection at different times, and the server went on."""
    etags = []
    for n in range(4):
        happen(running, f"version-{n}")
        etags.append(look(running, query="period=7d").headers["ETag"])
    happen(running, "while they were away")
    return etags


def test_viewers_that_fell_behind_cost_one_screen_and_an_answer_for_what_is_news_to_them(
    running: Running, built: list[str], packed: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    etags = fell_behind(running)
    monkeypatch.setattr(screen, "_FRESH", 0)  # else who is first may get the screen before the last
    built.clear()
    packed.clear()
    answers = looks(running, etags * (VIEWERS // len(etags)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1, "the same is news to all of them"
    assert len(built) == len(packed) == 1


def test_the_screen_before_the_last_is_packed_once_too(
    running: Running, built: list[str], packed: list[bytes]
) -> None:
    """It is news to most of them, and is there; how many come before the last one is built is open."""
    etags = fell_behind(running)
    built.clear()
    packed.clear()
    answers = looks(running, etags * (VIEWERS // len(etags)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(built) == 1
    assert len(packed) == len({answer.data for answer in answers}) <= 2


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What an application that is made after this keeps of viewers, of which it keeps less."""
    found: dict[str, Any] = {}
    for kind, most, where in ((Shown, 7, screen), (Images, 5, application)):

        def make(kind: Any = kind, most: int = most) -> Any:
            return found.setdefault(kind.__name__, kind(most))

        monkeypatch.setattr(where, kind.__name__, make)
    return found


def test_what_is_kept_does_not_grow_with_versions(kept: dict[str, Any], running: Running) -> None:
    """Three filters in two themes, each version with its own heat: six screens, six images."""
    entries = running.service.cache._store.cache._cache
    instants = running.service.cache._instants
    sizes = []
    for n in range(8):
        running.report(f"placed-{n}", lon=-73.998 + n / 10_000, lat=40.702)
        happen(running, f"version-{n}")
        for query in ("period=24h", "period=7d", "period=30d"):
            for theme in ("dark", "light"):
                look(running, query=f"{query}&theme={theme}")
        sizes.append((len(instants), len(entries)))
    assert sizes[2:] == [sizes[2]] * 6
    assert sizes[2][0] == 3
    assert sizes[0][1] < sizes[1][1] < sizes[2][1]
    assert len(kept["Shown"]._hashes) == 7
    assert len(kept["Images"]._stored) == 5
    assert running.service.cache._running == {}
