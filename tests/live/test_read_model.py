"""The read model follows the record, and can be lost at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, literal_column, select, text

from data_access.flat import FLAT
from data_access.live.compare import differences
from data_access.live.read_model import ReadModel, ReadModelBusy
from data_access.moments import SECOND
from data_access.record.database import open_record
from data_access.record.events import Event
from data_access.record.tables import incidents
from data_access.record.write import newest_version, write_incidents
from tests.engines import SQLiteFiles
from tests.factories import (
    DAY,
    HOUR,
    MONDAY,
    dispatched,
    incident,
    moment,
    reported,
    write_reference,
)

NOW = moment(MONDAY + DAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "read_model.duckdb"


@pytest.fixture
def town(record: Engine) -> Engine:
    """A record, on each engine, with reference data and three incidents."""
    write_reference(record)
    write_incidents(
        record,
        [incident(str(n), reported(), dispatched(MONDAY + HOUR, "water")) for n in range(3)],
        now=MONDAY + DAY,
        origin="test",
    )
    return record


def agree(record: Engine, model: ReadModel) -> None:
    assert differences(record, model) == []
    with record.connect() as ours, model.engine.connect() as theirs:
        query = select(incidents).order_by(incidents.c.id)
        assert ours.execute(query).all() == theirs.execute(query).all()


def test_a_missing_file_is_built(town: Engine, path: Path) -> None:
    model = ReadModel(path, town)
    seen: list[tuple[str, int, int]] = []
    published = model.prepare(NOW, lambda *step: seen.append(step))
    assert (published.version, published.as_of) == (newest_version(town), NOW)
    assert ("incidents", 3, 3) in seen
    agree(town, model)
    model.close()


def test_what_is_kept_stands_in_the_order_of_the_moments_it_is_chosen_by(
    record: Engine, path: Path
) -> None:
    write_reference(record)
    hours = (5, 1, 4, 2, 3)
    history = {
        hour: (
            reported(MONDAY + hour * HOUR),
            dispatched(MONDAY + (hour + 1) * HOUR, "water"),
            Event("closed", MONDAY + (20 - hour) * HOUR),
            Event("reopened", MONDAY + (21 - hour) * HOUR),
        )
        for hour in hours
    }
    for hour, events in history.items():
        write_incidents(record, [incident(str(hour), *events)], now=MONDAY + DAY, origin="test")
    model = ReadModel(path, record)
    model.prepare(NOW)
    with model.engine.connect() as connection:
        for flat in FLAT:
            moments = select(flat.c[flat.by]).order_by(literal_column("rowid"))
            kept = connection.execute(moments).scalars().all()
            assert len(kept) == len(hours)
            assert kept == sorted(kept), flat.name
    model.close()


def test_what_is_committed_while_it_is_built_is_in_it(town: Engine, path: Path) -> None:
    later = [incident("0", dispatched(MONDAY + 2 * HOUR, "water")), incident("meanwhile")]
    model = ReadModel(path, town)

    def write(*_: object) -> None:
        if later:
            write_incidents(town, [later.pop()], now=MONDAY + DAY, origin="test")

    published = model.prepare(NOW, write)
    assert later == []
    assert published.version == newest_version(town)
    agree(town, model)
    model.close()


def test_an_existing_file_is_brought_up_to_date_not_rebuilt(town: Engine, path: Path) -> None:
    first = ReadModel(path, town)
    first.prepare(NOW)
    first.close()
    write_incidents(town, [incident("later")], now=MONDAY + DAY, origin="test")
    seen: list[str] = []
    again = ReadModel(path, town)
    again.prepare(NOW, lambda *step: seen.append(step[0]))
    assert seen == []
    agree(town, again)
    again.close()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda whole: whole[: len(whole) // 2],
    "something else": lambda whole: b"no database at all",
    "only zeros": lambda whole: b"\0" * 8192,
    # DuckDB says then that a "block" is corrupt, which is not a file that is locked.
    "headers gone": lambda whole: whole[:4096] + b"\0" * 8192 + whole[12288:],
}


def test_a_damaged_file_is_rebuilt(sqlite_record: Engine, path: Path) -> None:
    write_reference(sqlite_record)
    first = ReadModel(path, sqlite_record)
    first.prepare(NOW)
    first.close()
    whole = path.read_bytes()
    for name, damage in DAMAGES.items():
        path.write_bytes(damage(whole))
        model = ReadModel(path, sqlite_record)
        assert model.prepare(NOW).version == newest_version(sqlite_record), name
        agree(sqlite_record, model)
        model.close()


def test_a_file_of_another_schema_is_rebuilt(sqlite_record: Engine, path: Path) -> None:
    write_reference(sqlite_record)
    model = ReadModel(path, sqlite_record)
    model.prepare(NOW)
    with model.engine.begin() as connection:
        connection.execute(text("UPDATE published SET schema = 'of another release'"))
        connection.execute(text("DELETE FROM departments"))
    model.close()
    again = ReadModel(path, sqlite_record)
    again.prepare(NOW)
    agree(sqlite_record, again)
    again.close()


def test_a_file_of_another_record_is_rebuilt(
    sqlite_files: SQLiteFiles, sqlite_record: Engine, path: Path
) -> None:
    write_reference(sqlite_record)
    model = ReadModel(path, sqlite_record)
    model.prepare(NOW)
    model.close()
    other = open_record(sqlite_files.migrated())
    again = ReadModel(path, other)
    again.prepare(NOW)
    agree(other, again)
    again.close()
    other.dispose()


@pytest.fixture(scope="module")
def followed(
    sqlite_files: SQLiteFiles, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, ReadModel]]:
    """A record and its read model, for many examples: each goes on where the one before ended."""
    record = open_record(sqlite_files.migrated())
    write_reference(record)
    model = ReadModel(tmp_path_factory.mktemp("follow") / "read_model.duckdb", record)
    model.prepare(NOW)
    yield record, model
    model.close()
    record.dispose()


@settings(max_examples=5)
@given(
    steps=st.lists(
        st.lists(
            st.tuples(st.integers(0, 5), st.sampled_from(("dispatched", "responded", "closed"))),
            max_size=4,
        ),
        max_size=5,
    )
)
def test_following_equals_rebuilding(
    followed: tuple[Engine, ReadModel], steps: list[list[tuple[int, str]]]
) -> None:
    record, model = followed
    example = uuid4().hex
    for number, step in enumerate(steps):
        batch = [
            incident(
                f"{example} {which}",
                reported(),
                Event(kind, MONDAY + (number + 1) * HOUR, target="roads"),
            )
            for which, kind in step
        ]
        write_incidents(record, batch, now=MONDAY + DAY, origin="test")
        model.follow(NOW + timedelta(seconds=number))
    agree(record, model)


_FOLLOWER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from data_access.live.read_model import ReadModel
from data_access.record.database import open_record
model = ReadModel(Path(sys.argv[1]), open_record(sys.argv[2]))
model.prepare(datetime.now(UTC))
while True:
    model.follow(datetime.now(UTC))
    print("followed", flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_file_that_opens(
    sqlite_files: SQLiteFiles, path: Path
) -> None:
    url = sqlite_files.migrated()
    record = open_record(url)
    write_reference(record)
    for round_ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", _FOLLOWER, str(path), url], stdout=subprocess.PIPE
        ) as follower:
            assert follower.stdout is not None
            assert follower.stdout.readline() == b"followed\n"
            for n in range(5):
                batch = [incident(f"{round_}-{n}-{k}") for k in range(200)]
                write_incidents(record, batch, now=MONDAY + DAY, origin="test")
            os.kill(follower.pid, signal.SIGKILL)
    model = ReadModel(path, record)
    model.prepare(datetime.now(UTC))
    agree(record, model)
    model.close()
    record.dispose()


def test_a_snapshot_stays_what_it_is(sqlite_record: Engine, path: Path) -> None:
    write_reference(sqlite_record)
    model = ReadModel(path, sqlite_record)
    model.prepare(NOW)
    with model.snapshot() as (connection, published):
        write_incidents(sqlite_record, [incident("new")], now=MONDAY + DAY, origin="test")
        assert model.follow(NOW + timedelta(seconds=1)).version == published.version + 1
        assert connection.execute(select(incidents.c.id)).all() == []
    with model.snapshot() as (connection, later):
        assert later.version == published.version + 1
        assert len(connection.execute(select(incidents.c.id)).all()) == 1
    model.close()


def test_a_file_in_use_is_left_alone(sqlite_files: SQLiteFiles, path: Path) -> None:
    url = sqlite_files.migrated()
    record = open_record(url)
    before = ReadModel(path, record)  # which saw no file, and has not made one yet
    with subprocess.Popen(
        [sys.executable, "-c", _FOLLOWER, str(path), url], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"followed\n"
        for model in (before, ReadModel(path, record)):
            with pytest.raises(ReadModelBusy, match="another process"):
                model.prepare(NOW)
        assert holder.poll() is None
        assert holder.stdout.readline() == b"followed\n"
        holder.kill()
    record.dispose()


@pytest.mark.parametrize(("ahead", "moves"), [(2, True), (0, False), (3_600, False)])
def test_an_instant_is_no_earlier_than_what_it_shows(
    sqlite_record: Engine, path: Path, ahead: int, moves: bool
) -> None:
    """A writer asks the clock after the publisher did; one whose clock is wrong is not followed."""
    write_reference(sqlite_record)
    model = ReadModel(path, sqlite_record)
    model.prepare(NOW)
    written_at = MONDAY + DAY + ahead * SECOND
    late = incident("late", reported(), Event("closed", written_at))
    write_incidents(sqlite_record, [late], now=written_at, origin="test")
    published = model.follow(NOW)
    assert published.as_of == (moment(written_at) if moves else NOW)
    assert model.follow(NOW + timedelta(seconds=1)).as_of == NOW + timedelta(seconds=1)
    model.close()
