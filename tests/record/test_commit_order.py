"""Versions become visible in the order of their numbers, with several processes writing."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import pairwise

from sqlalchemy import Engine, select

from data_access.record.database import open_record
from data_access.record.tables import commits, events, head, incidents
from data_access.record.write import newest_version
from tests.engines import Databases
from tests.factories import rows, write_reference

WRITES = 60  # of each process


def test_a_reader_that_follows_the_version_gets_every_row_once(databases: Databases) -> None:
    url = databases.migrated()
    record = open_record(url)
    write_reference(record)
    before = newest_version(record)
    writers = [_writer(url, source) for source in ("hotline", "patrol")]
    try:
        for writer in writers:
            assert writer.stdout
            assert writer.stdout.readline() == b"ready\n"
        for writer in writers:
            assert writer.stdin
            writer.stdin.close()
        seen, looks = _follow(record, writers, before)
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
            assert writer.stdout
            writer.stdout.close()
    assert all(writer.returncode == 0 for writer in writers)
    ids = {row["id"] for row in rows(record, incidents)}
    assert len(ids) == 2 * WRITES
    assert seen == Counter(dict.fromkeys(ids, 1))
    assert looks > 1, "the reader followed while they wrote"
    versions = [row["version"] for row in rows(record, commits)]
    assert versions == list(range(1, before + 2 * WRITES + 1))
    assert rows(record, head)[0]["version"] == versions[-1]
    assert max(row["version"] for row in rows(record, events)) == versions[-1]
    if record.dialect.name == "postgresql":  # SQLite's lock is not fair: one may finish first
        _assert_interleaved(record)
    record.dispose()


def _writer(url: str, source: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.record.writer_process", url, source, str(WRITES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _follow(
    record: Engine, writers: list[subprocess.Popen[bytes]], watermark: int
) -> tuple[Counter[int], int]:
    """Incidents seen, by how often; how many looks found something."""
    seen: Counter[int] = Counter()
    looks, running = 0, True
    while running:
        running = any(writer.poll() is None for writer in writers)  # one look after the last end
        with record.connect() as connection:
            newest = connection.execute(select(head.c.version)).scalar_one()
            fresh = select(incidents.c.id).where(
                incidents.c.version > watermark, incidents.c.version <= newest
            )
            found = list(connection.execute(fresh).scalars())
        seen.update(found)
        looks += bool(found)
        watermark = newest
    return seen, looks


def _assert_interleaved(record: Engine) -> None:
    origins = [row["origin"] for row in rows(record, commits) if row["origin"] != "test"]
    turns = sum(1 for one, then in pairwise(origins) if one != then)
    assert turns > 2, "the two processes wrote at the same time"
