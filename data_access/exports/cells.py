"""The values of a column as they are written, of many rows at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from data_access.exports.told import Heading
from data_access.moments import SECOND, offsets, to_micros

_DAY = 86_400
_SERIAL_OF_1970 = 25_569  # workbooks count days from 1899-12-30
_EARLIEST, _LATEST = date(1900, 3, 1), date(9998, 12, 31)  # that workbooks can date

Texts = Callable[[str], str]


def texts(column: pa.Array, heading: Heading, safe: Texts) -> list[str | None]:
    """Texts, and names in place of codes; what has no name stays a code."""
    if heading.kind == "text":
        return [None if text is None else safe(text) for text in column.to_pylist()]
    values = column.to_pylist()
    names: dict[Any, str | None] = {
        code: None if code is None else safe(heading.names.get(_code(code), str(code)))
        for code in set(values)
    }
    return [names[code] for code in values]


def written_moments(column: pa.Array, zone: ZoneInfo) -> list[str | None]:
    """Moments as `2026-11-24 08:30:12+08:00`, on the zone's clocks."""
    local, ahead = _local(column, zone)
    said = np.datetime_as_string(local.astype("datetime64[s]")).tolist()
    each = {offset: _offset(offset) for offset in np.unique(ahead).tolist()}
    absent = column.is_null().to_pylist()
    return [
        None if none else f"{text[:10]} {text[11:]}{each[offset]}"
        for text, offset, none in zip(said, ahead.tolist(), absent, strict=True)
    ]


def dated_moments(column: pa.Array, zone: ZoneInfo) -> list[float | str | None]:
    """Moments as a workbook's days, on the zone's clocks; as texts where it cannot date them."""
    local, _ = _local(column, zone)
    days = local / _DAY + _SERIAL_OF_1970
    first, last = (_SERIAL_OF_1970 + (d - date(1970, 1, 1)).days for d in (_EARLIEST, _LATEST))
    found: list[float | str | None] = list(days.tolist())
    for place in np.flatnonzero((days < first) | (days > last)).tolist():
        found[place] = written_moments(column.slice(place, 1), zone)[0]
    for place in np.flatnonzero(np.asarray(column.is_null())).tolist():
        found[place] = None
    return found


def numbers(column: pa.Array) -> list[int | float | None]:
    """Numbers that are some."""
    return [None if value is None or value - value != 0 else value for value in column.to_pylist()]


def _code(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _local(column: pa.Array, zone: ZoneInfo) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Whole seconds since 1970 on the zone's clocks, and how many they are ahead of UTC."""
    seconds = np.asarray(column.cast(pa.int64()).fill_null(0), np.int64) // SECOND
    if not len(seconds):
        return seconds, seconds
    years = np.array([seconds.min(), seconds.max()]).astype("datetime64[s]").astype("datetime64[Y]")
    first, last = (int(year) + 1970 for year in years.astype(int))
    # Whole years, so that the next rows find them known already.
    changes = offsets(zone, date(first, 1, 1), date(last, 12, 31))
    since = np.array([to_micros(moment) // SECOND for moment, _ in changes])
    place = np.clip(np.searchsorted(since, seconds, side="right") - 1, 0, None)
    ahead = np.array([seconds for _, seconds in changes])[place]
    return seconds + ahead, ahead


def _offset(seconds: int) -> str:
    """An offset of clocks as ISO 8601 has it; of seconds, which old ones have, too."""
    sign, (minutes, rest) = "+" if seconds >= 0 else "-", divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")
