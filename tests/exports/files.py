"""Files of exports, written as their process writes them, and read back by other libraries."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import ipc
from python_calamine import CalamineWorkbook

from data_access.exports.__main__ import write
from data_access.exports.told import FILE, ROWS, Format, Heading, Told

TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "moment": pa.timestamp("us", tz="UTC"),
    "number": pa.float64(),
    "seconds": pa.int64(),
    "yes": pa.bool_(),
}


def told(form: Format, rows: int, *headings: Heading, **fields: Any) -> Told:
    return Told(
        **{
            "format": form, "name": "rows", "zone": "Asia/Shanghai", "headings": headings,
            "columns": tuple(f"c{n}" for n in range(len(headings))), "sheet": "Rows",
            "about_sheet": "About", "rows": rows, "about": (("What", "said"),), **fields,
        }
    )  # fmt: skip


def heading(label: str, kind: str, **names: str) -> Heading:
    return Heading(label, kind, 12.0, names)


def lay_down(folder: Path, said: Told, *columns: Sequence[Any]) -> None:
    """What the server leaves for the process: the rows, and what is told beside them."""
    folder.mkdir(exist_ok=True)
    said.write(folder)
    kinds = [TYPES[one.kind] for one in said.headings]
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    table = pa.Table.from_arrays(arrays, names=list(said.columns))
    with ipc.new_stream(folder / ROWS, table.schema) as stream:
        stream.write_table(table)


def written(folder: Path, said: Told, *columns: Sequence[Any]) -> Path:
    lay_down(folder, said, *columns)
    assert [*write(folder)][-1:] in ([said.rows], [])
    return folder / FILE


def read_csv(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def read_sheets(file: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(file)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
