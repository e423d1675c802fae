"""CSV and TSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from data_access.loading.grid import Grid
from data_access.loading.rejects import LoadError, Problem, Reject, Rejecting
from data_access.loading.text_files import LONGEST, bounded_lines, open_text


def read_delimited(
    path: Path,
    delimiter: str,
    encoding: str,
    reject: Rejecting,
    advance: Callable[[int], None],
) -> Iterator[pa.Table]:
    """The rows of the file in chunks."""
    with open_text(path, encoding) as (text, stored):
        csv.field_size_limit(LONGEST)
        reader = csv.reader(_held(path, bounded_lines(text)), delimiter=delimiter, strict=True)
        grid = Grid(path, 1, _header(path, reader), reject)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                if "unexpected end" in str(error) or "field limit" in str(error):
                    raise LoadError(
                        f"{path}, line {line}: a quotation mark is opened and never closed"
                    ) from None
                reject(Reject(line, "", (Problem("malformed quotation marks", str(error)),), None))
                continue
            grid.add(line, row)
            if grid.full:
                yield grid.table()
                advance(stored.tell())
        yield grid.table()


def _header(path: Path, rows: Iterator[list[str]]) -> list[str]:
    try:
        names = next(rows, None)
    except csv.Error as error:
        raise LoadError(f"{path}, line 1: {error}") from None
    if names is None:
        raise LoadError(f"{path}: the file is empty; its first line must name the columns")
    return names


def _held(path: Path, lines: Iterator[str | None]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if line is None:
            raise LoadError(
                f"{path}, line {number}: longer than {LONGEST:,} characters. Is it a CSV file, and "
                "are its line ends there?"
            )
        yield line
