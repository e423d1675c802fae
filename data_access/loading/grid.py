"""A header and rows of texts as Arrow tables: what files of rows and columns have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from data_access.loading.headings import check_names
from data_access.loading.rejects import LoadError, Problem, Reject, Rejecting

CHUNK = 20_000  # rows


class Grid:
    """Collects rows under a header; those that do not fit it go to `reject`.

    Columns without a name are allowed at the end, where every row leaves them empty.
    """

    def __init__(self, path: Path, line: int, header: Sequence[str], reject: Rejecting) -> None:
        names = list(header)
        while names and not names[-1].strip():
            names.pop()
        if not names:
            raise LoadError(f"{path}: line {line} must name the columns, and is empty")
        check_names(path, names)
        self.names, self._reject = names, reject
        self._lines: list[int] = []
        self._rows: list[Sequence[str]] = []

    @property
    def full(self) -> bool:
        return len(self._rows) >= CHUNK

    def add(self, line: int, row: Sequence[str]) -> None:
        """Add a row; an empty one says nothing."""
        width = len(self.names)
        if len(row) == width:
            fits = True
        else:
            fits = len(row) > width and not any(row[width:])
            row = row[:width] if fits else row
        if fits and row == self.names:
            self._reject(Reject(line, "", (Problem("the header again", ""),), row))
        elif fits and any(row):
            self._lines.append(line)
            self._rows.append(row)
        elif any(row):
            detail = f"{len(row)} where the header names {width}"
            self._reject(Reject(line, "", (Problem("wrong number of fields", detail),), row))

    def table(self) -> pa.Table:
        """The rows since the last table: `line_no`, and each column as text, NULL for empty."""
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(self.names)
        arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
        lines = pa.array(self._lines, pa.int64())
        self._lines, self._rows = [], []
        return pa.table([lines, *arrays], ["line_no", *self.names])
