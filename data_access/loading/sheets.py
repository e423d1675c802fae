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

_EXACT = 2**53  # whole numbers below it are exact


def read_sheet(
    path: Path, name: str | None, reject: Rejecting, advance: Callable[[int], None]
) -> Iterator[pa.Table]:
    """The rows of a sheet in chunks, as a person sees them: each of several rows that a cell
    spans has it, and an error (#N/A) is nothing.

    The first row with anything in it names the columns, except for rows with cells across several
    columns: these are titles, or headings of groups.
    """
    with _readable(path):
        workbook = CalamineWorkbook.from_path(path)
        sheet = _sheet(path, workbook, name)
        tall, wide = _merged(sheet)
        above: dict[int, str] = {}
        grid: Grid | None = None
        for number, cells in enumerate(sheet.iter_rows()):
            row = [_text(cell) for cell in cells]
            for column, first in tall.get(number, ()):
                if first:
                    above[column] = row[column]
                else:
                    row[column] = above[column]
            if not any(row):
                continue
            if grid is None:
                if number not in wide:
                    grid = Grid(path, number + 1, row, reject)
                continue
            grid.add(number + 1, row)
            if grid.full:
                yield grid.table()
        if grid is None:
            raise LoadError(
                f"{path}: in the sheet {sheet.name!r} no row names the columns, each in a cell of "
                "its own"
            )
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


def _merged(sheet: CalamineSheet) -> tuple[dict[int, list[tuple[int, bool]]], set[int]]:
    """For each row the places at which a cell spans several rows, and whether it begins there;
    and the rows in which one spans several columns."""
    tall: dict[int, list[tuple[int, bool]]] = {}
    wide: set[int] = set()
    first = sheet.start[1] if sheet.start else 0  # the leftmost column that is not empty
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, bottom + 1):
            if bottom > top and 0 <= left - first < sheet.width:
                tall.setdefault(row, []).append((left - first, row == top))
            if right > left:
                wide.add(row)
    return tall, wide


def _text(cell: Cell) -> str:
    """A cell as a text: a whole number without a point, a moment as on the local clock."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < _EXACT:
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
