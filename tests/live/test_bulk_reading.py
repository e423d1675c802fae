"""What the drivers of large tables read is what SQLAlchemy reads, whatever stands in the columns."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import Engine, Table, insert
from sqlalchemy.engine import URL, make_url

from data_access.live import building, bulk_reading, transfer
from data_access.live.compare import differences
from data_access.live.read_model import ReadModel
from data_access.record.tables import READ_TABLES, assignments, cameras, events, incidents, sources
from data_access.record.write import newest_version, write_incidents
from tests.engines import SQLiteFiles
from tests.factories import incident, reported
from tests.figures.town import AS_OF, NOW, build_town, busy_town


@pytest.fixture
def town(record: Engine) -> Engine:
    build_town(record, busy_town())
    return record


def test_large_tables_are_read_as_they_are(town: Engine) -> None:
    read_as_it_is(town, (incidents, events, assignments, cameras))


@pytest.mark.long
def test_every_table_is_read_as_it_is(town: Engine) -> None:
    read_as_it_is(town, READ_TABLES)


def read_as_it_is(town: Engine, tables: Sequence[Table]) -> None:
    version = newest_version(town)
    found = 0
    for table in tables:
        schema = transfer.schema_of(table)
        large = pa.Table.from_batches(bulk_reading.batches(town.url, table, version), schema)
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
    older, newer = (
        sum(batch.num_rows for batch in bulk_reading.batches(town.url, events, upto))
        for upto in (version, version + 1)
    )
    assert 0 < older == newer - 1


def read(url: URL, table: Table) -> int:
    return sum(batch.num_rows for batch in bulk_reading.batches(url, table, 1))


def test_a_record_that_cannot_be_read_is_said(sqlite_files: SQLiteFiles) -> None:
    nowhere = make_url(sqlite_files.empty())
    with pytest.raises(RuntimeError, match="events could not be read from the record"):
        read(nowhere, events)


def test_a_reader_that_fails_on_its_way_is_not_taken_for_a_short_table(
    sqlite_record: Engine,
) -> None:
    row = {"name_zh": "", "name_en": "", "version": 1}
    many = [{"code": f"s{n}", "stale_after_seconds": 5, **row} for n in range(70_000)]
    with sqlite_record.begin() as connection:
        connection.execute(insert(sources), many)
    assert read(sqlite_record.url, sources) == 70_000
    with sqlite_record.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE sources SET stale_after_seconds = 'soon' WHERE code = 's69999'"
        )
    with pytest.raises(RuntimeError, match="sources could not be read from the record"):
        read(sqlite_record.url, sources)


def test_a_folder_may_have_any_name(sqlite_record: Engine, tmp_path: Path) -> None:
    with sqlite_record.begin() as connection:
        row = {"code": "s", "name_zh": "", "name_en": "", "version": 1}
        connection.execute(insert(sources), [row])
    file = tmp_path / "建邺 50%23 #1?" / "record.db"
    file.parent.mkdir()
    sqlite_record.dispose()
    shutil.copyfile(str(sqlite_record.url.database), file)
    assert read(URL.create("sqlite", database=str(file)), sources) == 1


def test_a_read_model_of_large_tables_equals_one_of_small_ones(
    town: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_MANY", 20)
    model = ReadModel(tmp_path / "read_model.duckdb", town)
    told: dict[str, tuple[int, int]] = {}
    model.prepare(AS_OF, lambda what, done, total: told.__setitem__(what, (done, total)))
    assert differences(town, model) == []
    assert {table.name for table in READ_TABLES} == set(told)
    assert all(done == total for done, total in told.values())
    model.close()
