"""Times between moments, in SQL: whole seconds, and the bins in which they are counted."""

from __future__ import annotations

import math
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Integer,
    SmallInteger,
    case,
    cast,
    func,
    literal,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from data_access.moments import SECOND, offsets

_HOUR = 3_600
_OCTAVE = 100  # bins from 2^k hours to 2^(k+1) hours
_OCTAVES = 15  # of hours: the widest bins begin at 3.7 years


class epoch_micros(FunctionElement[int]):
    """Microseconds since 1970, exact. An interval takes DuckDB fifty times as long."""

    type = BigInteger()
    inherit_cache = True


@compiles(epoch_micros)
def _in_duckdb(element: epoch_micros, compiler: Any, **options: Any) -> str:
    return f"epoch_us({compiler.process(element.clauses, **options)})"


@compiles(epoch_micros, "postgresql")
def _in_postgresql(element: epoch_micros, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"CAST(extract(epoch FROM {moment}) * 1000000 AS BIGINT)"


def clock_micros(
    moment: ColumnElement[Any], zone: ZoneInfo, first: date, last: date
) -> ColumnElement[int]:
    """Microseconds on a zone's clock since it showed 1970, of moments from one day to another: some
    lines here in place of a calendar for each row there."""
    known = offsets(zone, first, last)
    changes = [
        (moment < literal(until, moment.type), literal(before * SECOND, BigInteger))
        for (until, _), (_, before) in zip(known[1:], known, strict=False)
    ]
    now = literal(known[-1][1] * SECOND, BigInteger)
    return epoch_micros(moment) + (case(*changes, else_=now) if changes else now)


def seconds_between(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole seconds from one moment to another."""
    return whole(epoch_micros(end) - epoch_micros(start), 1_000_000)


def whole(number: ColumnElement[int], unit: int) -> ColumnElement[int]:
    """How many whole units there are in a number, towards the past where it is negative."""
    return cast(func.floor(cast(number, Double) / literal(float(unit), Double)), BigInteger)


def bin_of(seconds: ColumnElement[int]) -> ColumnElement[int]:
    """The number of a time's bin: up to an hour its seconds, above it bins no wider than 1 %.

    From 2^k hours to 2^(k+1) hours there are a hundred, 36·2^k seconds wide each.
    """
    hours = func.greatest(whole(seconds, _HOUR), 1)
    # A logarithm is not exact: 1e-9 is far more than its error, and far less than what one hour
    # makes of it up to the last octave (4e-5).
    exponent = func.floor(func.ln(cast(hours, Double)) / math.log(2) + 1e-9)
    octave = func.least(cast(exponent, Integer), _OCTAVES)
    within = whole(cast(seconds, BigInteger).bitwise_rshift(octave) - _HOUR, _HOUR // _OCTAVE)
    number = case((seconds <= _HOUR, seconds), else_=_HOUR + _OCTAVE * octave + within)
    return cast(number, SmallInteger)


NO_BIN = -(1 << 15)  # where no bin is kept


def bins_of(seconds: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The numbers of the bins of times in seconds, as `bin_of` gives them."""
    whole_ = np.asarray(seconds, np.int64)
    octave = np.clip(np.log2(np.maximum(whole_ // _HOUR, 1)).astype(np.int64), 0, _OCTAVES)
    within = (whole_ - (_HOUR << octave)) // (36 << octave)
    return np.where(whole_ <= _HOUR, whole_, _HOUR + _OCTAVE * octave + within)


def seconds_of(bins: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Where bins begin, in seconds."""
    number = np.asarray(bins, np.int64)
    octave = np.clip((number - _HOUR) // _OCTAVE, 0, _OCTAVES)
    within = number - _HOUR - _OCTAVE * octave
    return np.where(number <= _HOUR, number, (_HOUR << octave) + within * (36 << octave))
