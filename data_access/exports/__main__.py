"""The process that writes the file of an export: `python -m data_access.exports FOLDER`.

It says how many rows it has written, a line each time, and ends with 0, or with FULL where there was
no room for the file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

from data_access.exports import delimited, workbook
from data_access.exports.room import FULL, is_full
from data_access.exports.told import FILE, ROWS, Told

_AT_ONCE = 5_000  # rows
_NICE = 10  # who looks at a screen goes first


def write(folder: Path) -> Iterator[int]:
    """Write the file of an export; yields how many rows it has so far."""
    told, file = Told.read(folder), folder / FILE
    rows = _batches(folder / ROWS, told)
    if told.format == "csv":
        yield from delimited.write(told, rows, file)
    else:
        yield from workbook.write(told, rows, file)


def _batches(file: Path, told: Told) -> Iterator[pa.RecordBatch]:
    with ipc.open_stream(file) as stream:
        for batch in stream:
            for start in range(0, batch.num_rows, _AT_ONCE):
                yield batch.slice(start, _AT_ONCE).select(list(told.columns))


def main(folder: Path) -> int:
    """Write it, and say how far it is."""
    os.nice(_NICE)
    try:
        for rows in write(folder):
            sys.stdout.write(f"{rows}\n")
            sys.stdout.flush()
    except OSError as error:
        if not is_full(error):
            raise
        return FULL
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
