"""Several processes write the same incidents at the same time, each other events of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Table, func, select

from data_access.record.database import open_record
from data_access.record.tables import assignments, commits, events, head, incident_keys, incidents
from data_access.record.write import newest_version, write_incidents
from tests.engines import Databases
from tests.factories import MINUTE, MONDAY, emptied, known, rows, write_reference
from tests.record.batch_process import INCIDENTS, KINDS, told

Row = dict[str, Any]


@contextmanager
def _writers(url: str, *kinds: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A process for each of these kinds of event, all begun."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.record.batch_process", url, kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for kind in kinds
    ]
    try:
        for process in started:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
        for process in started:
            assert process.stdin
            process.stdin.close()
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()
            assert process.stdout
            process.stdout.close()


class _Follower:
    """Holds what it was told since its watermark: incidents with their assignments as the newest
    say, events added."""

    def __init__(self, record: Engine, watermark: int) -> None:
        self._record, self._watermark = record, watermark
        self.incidents: dict[int, Row] = {}
        self.assignments: dict[int, list[Row]] = {}
        self.events: list[Row] = []

    def look(self) -> None:
        newest = newest_version(self._record)
        with self._record.connect() as connection:

            def fresh(table: Table) -> list[Row]:
                c = table.c
                asked = select(table).where(c.version > self._watermark, c.version <= newest)
                return [dict(row) for row in connection.execute(asked).mappings()]

            found, events_, assigned = fresh(incidents), fresh(events), fresh(assignments)
        for row in found:
            self.incidents[row["id"]] = row
            self.assignments[row["id"]] = [a for a in assigned if a["incident_id"] == row["id"]]
        self.events += events_
        self._watermark = newest


def _sorted(found: list[Row]) -> list[Row]:
    return sorted(found, key=lambda row: (row["incident_id"], row["seq"]))


def _at_once(record: Engine) -> list[tuple[object, ...]]:
    """The record when one process tells everything."""
    emptied(record)
    write_reference(record)
    for kind in KINDS:
        batch = [told(number, kind) for number in range(INCIDENTS)]
        write_incidents(record, batch, now=MONDAY + 60 * MINUTE, origin=kind)
    return known(record)


def test_nothing_is_lost_and_nothing_is_there_twice(databases: Databases) -> None:
    url = databases.migrated()
    record = open_record(url)
    write_reference(record)
    before = newest_version(record)
    follower = _Follower(record, before)
    with _writers(url, *KINDS) as processes:
        while any(process.poll() is None for process in processes):
            follower.look()
    follower.look()
    assert all(process.returncode == 0 for process in processes)

    assert list(follower.incidents.values()) and _sorted(follower.events) == rows(record, events)
    assert sorted(follower.incidents.values(), key=lambda row: row["id"]) == rows(record, incidents)
    assigned = [row for some in follower.assignments.values() for row in some]
    assert _sorted(assigned) == rows(record, assignments)
    versions = [row["version"] for row in rows(record, commits)]
    assert versions == list(range(1, versions[-1] + 1))
    assert rows(record, head)[0]["version"] == versions[-1]
    keys = rows(record, incident_keys)
    assert sorted(int(row["external_id"]) for row in keys) == list(range(INCIDENTS))

    found = known(record)
    assert found == _at_once(record)
    record.dispose()


def test_a_writer_that_is_killed_leaves_whole_batches(databases: Databases) -> None:
    url = databases.migrated()
    record = open_record(url)
    write_reference(record)
    number = select(func.count()).select_from(incidents)
    with _writers(url, "dispatched", "closed") as processes:
        while True:
            with record.connect() as connection:
                if connection.execute(number).scalar_one() > 0:
                    break
            assert any(process.poll() is None for process in processes)
        for process in processes:
            os.kill(process.pid, signal.SIGKILL)
    by_id = {row["id"]: row for row in rows(record, incidents)}
    told_of: dict[int, list[str]] = {id_: [] for id_ in by_id}
    for event in rows(record, events):
        told_of[event["incident_id"]].append(event["kind"])
    assert {row["id"] for row in rows(record, incident_keys)} == set(by_id)
    for id_, row in by_id.items():
        kinds = told_of[id_]
        assert kinds.count("reported") == 1
        assert (row["closed_at"] is not None) == ("closed" in kinds)
        assert (row["lead"] is not None) == ("dispatched" in kinds)
    assert rows(record, head)[0]["version"] == rows(record, commits)[-1]["version"]
    # The others go on where it stopped.
    for kind in KINDS:
        batch = [told(n, kind) for n in range(INCIDENTS)]
        write_incidents(record, batch, now=MONDAY + 60 * MINUTE, origin=kind)
    found = known(record)
    assert found == _at_once(record)
    record.dispose()
