"""Questions on a streaming replica that is always a little behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from data_access.live import direct as module
from data_access.live.direct import Direct, ReplicaBehind
from data_access.live.publisher import Publisher
from data_access.record.database import open_record
from data_access.record.write import newest_version
from tests.engines import running_cluster, running_replica
from tests.figures.town import PERIODS, build_town, busy_town
from tests.figures.ways import TOWN, directly, figures
from tests.live.test_direct import Clock, Running

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def urls() -> Iterator[tuple[str, str]]:
    """The same record on a server of its own, and on its replica."""
    with running_cluster() as cluster:
        url = cluster.migrated()
        with running_replica(
            cluster, "recovery_min_apply_delay=200", "hot_standby_feedback=on"
        ) as there:
            yield url, there(url)


@pytest.fixture(scope="module")
def record(urls: tuple[str, str]) -> Iterator[Engine]:
    engine = open_record(urls[0])
    build_town(engine, busy_town())
    yield engine
    engine.dispose()


@pytest.fixture
def running(record: Engine, urls: tuple[str, str]) -> Iterator[Running]:
    clock = Clock()
    direct = Direct(urls[1], record)
    publisher = Publisher(record, direct, TOWN.camera_range_m, clock)
    publisher.prepare()
    yield Running(record, direct, publisher, clock)
    publisher.stop()


@pytest.fixture
def replay(urls: tuple[str, str]) -> Iterator[Callable[[str], None]]:
    """Pauses or resumes what the replica takes over."""
    engine = open_record(urls[1])

    def say(what: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(f"SELECT pg_wal_replay_{what}()"))

    yield say
    say("resume")
    engine.dispose()


def test_a_replica_gives_the_same_figures(
    running: Running, record: Engine, urls: tuple[str, str]
) -> None:
    with directly(record, urls[0]) as first:
        for query in PERIODS:
            assert running.figures(query) == figures(first, query)


def test_coverage_is_of_the_first_instant(running: Running) -> None:
    running.clock.move(minutes=15)
    running.publisher.prepare()
    published = running.publisher.published
    assert published is not None
    assert published.geometry_at == running.clock.now
    assert running.figures()["coverage"]["total"]["covered"] > 0


def test_what_was_committed_is_in_the_next_instant(running: Running) -> None:
    before = running.figures()
    running.report("on the replica")
    assert running.figures() == before
    running.publish()
    after = running.figures()
    assert after["version"] == newest_version(running.record)
    assert after["counts"]["new"] == before["counts"]["new"] + 1
    assert after["coverage"]["total"]["covered"] == before["coverage"]["total"]["covered"] + 1


def test_a_replica_that_stops_shows_its_last_instant(
    running: Running, replay: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = running.figures()
    replay("pause")
    running.report("while it stands still")
    running.clock.move(seconds=1)
    with monkeypatch.context() as patch, pytest.raises(ReplicaBehind):
        patch.setattr(module, "_TRIES", 5)
        running.publisher.tick()
    assert running.figures() == before
    replay("resume")
    assert running.publisher.tick()
    assert running.figures()["counts"]["new"] == before["counts"]["new"] + 1
