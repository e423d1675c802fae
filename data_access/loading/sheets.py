"""Workbooks (.xlsx): one sheet as rows of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from data_access.loading.grid import Grid
from data_access.loading.rejects import LoadError, Rejecting

Cell = int | float | str | bool | time | date | datetime | timedelta

_DIGITS = 10**15  # whole numbers below it are exact in a sheet


def read_sheet(
    path: Path, name: str | None, reject: Rejecting, advance: Callable[[int], None]
) -> Iterator[pa.Table]:
    """The rows of a sheet in chunks; the first row with anything in it names the columns."""
    with _readable(path):
        workbook = CalamineWorkbook.from_path(path)
        sheet = _sheet(path, workbook, name)
        merged = _merged(sheet)
        left = sheet.start[1] if sheet.start else 0
        above: dict[int, str] = {}
        grid: Grid | None = None
        for number, cells in enumerate(sheet.iter_rows()):
            row = [_text(cell) for cell in cells]
            for column, first in merged.get(number, ()):
                if first:
                    above[column] = row[column - left]
                else:
                    row[column - left] = above[column]
            if not any(row):
                continue
            if grid is None:
                grid = Grid(path, number + 1, row, reject)
                continue
            grid.add(number + 1, row)
            if grid.full:
                yield grid.table()
        if grid is None:
            raise LoadError(f"{path}: the sheet {sheet.name!r} is empty")
        yield grid.table()
        advance(path.stat().st_size)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except PasswordError:
        raise LoadError(f"{path}: protected by a password; save it without one") from None
    except (CalamineError, OSError) as error:
        raise LoadError(f"{path}: not a readable .xlsx workbook ({error})") from None


def _sheet(path: Path, workbook: CalamineWorkbook, name: str | None) -> CalamineSheet:
    """The sheet of that name, or the first that is one of cells and can be seen."""
    cells = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if name is None:
        seen = [one.name for one in cells if one.visible == SheetVisibleEnum.Visible]
        if not seen:
            raise LoadError(f"{path}: it has no sheet of cells")
        return workbook.get_sheet_by_name(seen[0])
    if name not in [one.name for one in cells]:
        there = ", ".join(repr(one.name) for one in cells)
        raise LoadError(f"{path}: no sheet {name!r}; there are {there}")
    return workbook.get_sheet_by_name(name)


def _merged(sheet: CalamineSheet) -> dict[int, list[tuple[int, bool]]]:
    """For each row the columns in which a cell spans several rows, and whether it begins there."""
    found: dict[int, list[tuple[int, bool]]] = {}
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            for row in range(top, bottom + 1):
                found.setdefault(row, []).append((column, row == top))
    return found


def _text(cell: Cell) -> str:
    """A cell as a text: a whole number without a point, a moment as on the local clock."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < _DIGITS:
            return str(int(cell))
        case datetime():
            return cell.isoformat(" ")
        case date():  # what a moment at midnight comes as
            return f"{cell.isoformat()} 00:00:00"
        case timedelta():
            seconds = round(cell.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case _:
            return str(cell)
