"""What the drivers of large tables read is what SQLAlchemy reads, whatever stands in the columns."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from data_access.live import building, bulk_reading, transfer
from data_access.live.compare import differences
from data_access.live.read_model import ReadModel
from data_access.record.tables import READ_TABLES, events
from data_access.record.write import newest_version, write_incidents
from tests.engines import SQLiteFiles
from tests.factories import incident, reported
from tests.figures.town import AS_OF, NOW, build_town, busy_town


@pytest.fixture
def town(record: Engine) -> Engine:
    build_town(record, busy_town())
    return record


def test_every_table_is_read_as_it_is(town: Engine) -> None:
    version = newest_version(town)
    found = 0
    for table in READ_TABLES:
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


def test_a_record_that_cannot_be_read_is_said(sqlite_files: SQLiteFiles) -> None:
    nowhere = make_url(sqlite_files.empty())
    with pytest.raises(RuntimeError, match="events could not be read from the record"):
        list(bulk_reading.batches(nowhere, events, 1))


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
