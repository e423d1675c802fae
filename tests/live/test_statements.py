"""Statements that are kept, compiled and parsed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Connection, Engine, literal_column, select
from sqlalchemy.exc import DBAPIError

from data_access.live.read_model import ReadModel
from data_access.record.tables import incidents as i
from data_access.record.write import write_incidents
from tests.factories import DAY, MONDAY, incident, moment, reported, write_reference

NOW = moment(MONDAY + DAY)


@pytest.fixture
def asked(sqlite_record: Engine, tmp_path: Path) -> Iterator[Connection]:
    write_reference(sqlite_record)
    cases = [incident(number, reported()) for number in ("a", "b", "c")]
    write_incidents(sqlite_record, cases, now=MONDAY + DAY, origin="test")
    model = ReadModel(tmp_path / "read_model.duckdb", sqlite_record)
    model.prepare(NOW)
    with model.snapshot() as (connection, _):
        yield connection
    model.close()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of statements, as they are parsed."""
    found: list[str] = []
    parse = duckdb.extract_statements

    def note(text: str) -> Any:
        found.append(text)
        return parse(text)

    monkeypatch.setattr(duckdb, "extract_statements", note)
    return found


def numbers(connection: Connection, *named: str) -> list[str]:
    wanted = select(i.c.external_id.label("parsed_once")).where(i.c.external_id.in_(named))
    return sorted(connection.execute(wanted).scalars())


def test_a_select_is_parsed_once_whatever_its_values(asked: Connection, parsed: list[str]) -> None:
    assert numbers(asked, "a", "b") == ["a", "b"]
    assert numbers(asked, "c", "nobody") == ["c"]
    assert len(parsed) == 1
    assert numbers(asked, "a", "b", "c") == ["a", "b", "c"]  # of other many values
    assert len(parsed) == 2


def test_a_select_that_fails_is_as_any_other(asked: Connection) -> None:
    for _ in range(2):
        with pytest.raises(DBAPIError, match="missing"):
            asked.execute(select(literal_column("missing")).select_from(i))
        asked.rollback()
