"""A list as CSV: UTF-8 with a byte order mark, by which spreadsheets know Chinese texts.

It has a row of headings and rows of values, and no lines about itself: these break whatever reads it.
Times are in seconds, moments have the offset of their clocks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from data_access.exports import cells
from data_access.exports.safe import for_csv
from data_access.exports.told import Heading, Told


def write(told: Told, batches: Iterator[pa.RecordBatch], file: Path) -> Iterator[int]:
    """Write the file; yields how many rows it has so far."""
    zone, rows = ZoneInfo(told.zone), 0
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([heading.label for heading in told.headings])
        for batch in batches:
            columns = zip(batch.columns, told.headings, strict=True)
            writer.writerows(zip(*(_values(c, h, zone) for c, h in columns), strict=True))
            rows += batch.num_rows
            yield rows


def _values(column: pa.Array, heading: Heading, zone: ZoneInfo) -> list[Any]:
    match heading.kind:
        case "moment":
            return cells.written_moments(column, zone)
        case "number" | "seconds":
            return cells.numbers(column)
    return cells.texts(column, heading, for_csv)
