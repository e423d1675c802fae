"""What the drivers of large tables read is what SQLAlchemy reads, whatever stands in the columns."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import Engine, Table, insert
from sqlalchemy.engine import URL, make_url

from data_access.live import building, bulk_reading, transfer
from data_access.live.compare import differences
from data_access.live.read_model import ReadModel
from data_access.record.tables import READ_TABLES, events, sources
from data_access.record.write import newest_version, write_incidents
from tests.engines import SQLiteFiles
from tests.factories import incident, reported
from tests.figures.town import AS_OF, NOW, build_town, busy_town


@pytest.fixture
def town(record: Engine) -> Engine:
    build_town(record, busy_town())
    return record


def read(url: URL, table: Table, upto: int = 1) -> pa.Table:
    """What the reader's own process writes; it costs a second to begin one for each table."""
    stream = pa.BufferOutputStream()
    bulk_reading.write(url, table, upto, stream)
    return pa.ipc.open_stream(stream.getvalue()).read_all()


def read_in_a_process(url: URL, table: Table, upto: int = 1) -> pa.Table:
    batches = bulk_reading.batches(url, table, upto)
    return pa.Table.from_batches(batches, transfer.schema_of(table))


@pytest.mark.parametrize("way", [read, pytest.param(read_in_a_process, marks=pytest.mark.long)])
def test_every_table_is_read_as_it_is(town: Engine, way: Callable[..., pa.Table]) -> None:
    version = newest_version(town)
    found = 0
    for table in READ_TABLES:
        schema = transfer.schema_of(table)
        large = way(town.url, table, version)
        with town.connect() as connection:
            small = pa.concat_tables(
                [schema.empty_table(), *transfer.rows(connection, table, 0, version)]
            )
        order = [(name, "ascending") for name in schema.names]
        assert large.sort_by(order).equals(small.sort_by(order)), table.name
        found += large.num_rows
    assert found > 500


def test_nothing_above_the_version_is_read(town: Engine) -> None:
    version = newest_version(town)
    write_incidents(town, [incident("new", reported(NOW), source="patrol")], now=NOW, origin="new")
    older, newer = (read(town.url, events, upto).num_rows for upto in (version, version + 1))
    assert 0 < older == newer - 1


def test_a_record_that_cannot_be_read_is_said(sqlite_files: SQLiteFiles) -> None:
    nowhere = make_url(sqlite_files.empty())
    with pytest.raises(RuntimeError, match="events could not be read from the record"):
        read_in_a_process(nowhere, events)


def test_a_reader_that_fails_on_its_way_is_not_taken_for_a_short_table(
    sqlite_record: Engine,
) -> None:
    row = {"name_zh": "", "name_en": "", "version": 1}
    many = [{"code": f"s{n}", "stale_after_seconds": 5, **row} for n in range(70_000)]
    with sqlite_record.begin() as connection:
        connection.execute(insert(sources), many)
    assert read(sqlite_record.url, sources).num_rows == 70_000
    with sqlite_record.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE sources SET stale_after_seconds = 'soon' WHERE code = 's69999'"
        )
    with pytest.raises(RuntimeError, match="sources could not be read from the record"):
        read_in_a_process(sqlite_record.url, sources)


def test_a_folder_may_have_any_name(sqlite_record: Engine, tmp_path: Path) -> None:
    with sqlite_record.begin() as connection:
        row = {"code": "s", "name_zh": "", "name_en": "", "version": 1}
        connection.execute(insert(sources), [row])
    file = tmp_path / "建邺 50%23 #1?" / "record.db"
    file.parent.mkdir()
    sqlite_record.dispose()
    shutil.copyfile(str(sqlite_record.url.database), file)
    assert read(URL.create("sqlite", database=str(file)), sources).num_rows == 1


def test_a_read_model_of_large_tables_equals_one_of_small_ones(
    town: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_MANY", 300)  # events are more
    model = ReadModel(tmp_path / "read_model.duckdb", town)
    told: dict[str, tuple[int, int]] = {}
    model.prepare(AS_OF, lambda what, done, total: told.__setitem__(what, (done, total)))
    assert differences(town, model) == []
    assert {table.name for table in READ_TABLES} == set(told)
    assert all(done == total for done, total in told.values())
    model.close()
