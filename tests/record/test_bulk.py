"""Rows written at once are those that SQLAlchemy writes one by one, whatever their cells hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Double, Engine, Integer, SmallInteger, Table
from sqlalchemy import insert as insert_one

from data_access.moments import Moment
from data_access.record.bulk import insert_rows
from data_access.record.tables import assignments, camera_events, events, incidents
from tests.factories import MONDAY, emptied, moment, rows

TEXTS = (
    "plain",
    "",
    " ",
    "N",
    "\\N",
    "\\",
    "\\.",
    "a\\tb\tc",
    "one\ntwo\r\nthree\r",
    '\'single\' "double" ""',
    "a,b;c|d",
    "NULL",
    "{?}%s$1:name",
    "路面破损🚧\u0001\u200b\ufeff",
    "é e\u0301",
)
NUMBERS = {
    SmallInteger: (0, 1, -1, 32767, -32768),
    Integer: (0, 7, -(2**31), 2**31 - 1),
    BigInteger: (0, -5, 2**63 - 1, -(2**63)),
    Double: (0.0, 118.712345678901, -1e-300, 1.7976931348623157e308, 5.0),
    Boolean: (True, False),
}
MOMENTS = (MONDAY, MONDAY + 1, 0, -2_208_988_800_000_000, 253_402_300_799_000_000)


def _cells(table: Table, number: int) -> list[tuple[Any, ...]]:
    """Rows in which every value meets every column of its kind, and None where it may be; one
    column has no value at all."""
    made = []
    for n in range(number):
        row: list[Any] = []
        for place, column in enumerate(table.columns):
            which = n + place
            if column.name in ("id", "incident_id"):
                row.append(n + 1)
            elif column.nullable and (which % 3 == 0 or column.name in ("address", "note")):
                row.append(None)
            elif isinstance(column.type, Moment):
                row.append(MOMENTS[which % len(MOMENTS)])
            else:
                kinds = [kind for kind in NUMBERS if isinstance(column.type, kind)]
                values: tuple[Any, ...] = NUMBERS[kinds[0]] if kinds else TEXTS
                row.append(values[which % len(values)])
        made.append(tuple(row))
    return made


@pytest.mark.parametrize("table", [incidents, events, assignments], ids=str)
@pytest.mark.parametrize("number", [1, 133])
def test_many_rows_at_once_are_the_rows_one_by_one(
    record: Engine, table: Table, number: int
) -> None:
    cells = _cells(table, number)
    with record.execution_options(writes=True).begin() as connection:
        for row in cells:
            said = {
                column.name: moment(cell)
                if isinstance(column.type, Moment) and cell is not None
                else cell
                for column, cell in zip(table.columns, row, strict=True)
            }
            connection.execute(insert_one(table), said)
    one_by_one = rows(record, table)
    emptied(record)
    with record.execution_options(writes=True).begin() as connection:
        insert_rows(connection, table, cells)
    assert rows(record, table) == one_by_one
    assert len(one_by_one) == number


def test_no_rows_are_no_statement(record: Engine) -> None:
    with record.execution_options(writes=True).begin() as connection:
        insert_rows(connection, events, [])
    assert rows(record, events) == []


def test_a_table_whose_key_is_text_and_moment(record: Engine) -> None:
    with record.execution_options(writes=True).begin() as connection:
        insert_rows(connection, camera_events, [("c1", MONDAY, True, None, False, 3)])
    assert rows(record, camera_events) == [
        {
            "camera": "c1",
            "moment": moment(MONDAY),
            "installed": True,
            "online": None,
            "in_order": False,
            "version": 3,
        }
    ]
