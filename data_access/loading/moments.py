"""Moments of a source: text or timestamps, with a zone or on a local clock, as `Micros`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from data_access.loading.values import hinted
from data_access.moments import SECOND, Micros, to_micros

Form = Literal["text", "local", "utc"]
"""How a column gives its moments: as text, as a timestamp on the local clock, or with a zone."""

_ISO = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:[Zz]|[+-]\d\d(?::?\d\d)?))?",
    re.ASCII,
)
_SLASHED = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2}) (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?", re.ASCII
)
_CHINESE = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日 ?(?:(\d{1,2})[时時](\d{1,2})分(?:(\d{1,2})秒)?"
    r"|(\d{1,2}):(\d\d)(?::(\d\d))?)",
    re.ASCII,
)
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of local clocks
_FIRST = to_micros(datetime(1900, 1, 1, tzinfo=UTC))
_LAST = to_micros(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
_BUCKET = 900 * SECOND
_HOUR = 3600 * SECOND
_WITHIN_HOUR = {f"{n // 60:02}:{n % 60:02}": n * SECOND for n in range(3600)}


class MomentError(ValueError):
    """A moment that cannot be: `what` is wrong in general, `detail` in this case."""

    def __init__(self, what: str, detail: str = "") -> None:
        super().__init__(f"{what}: {detail}")
        self.what, self.detail = what, detail


class Reading(NamedTuple):
    """A moment; `second` is its other reading, an hour later say, where the clock went back."""

    first: Micros
    second: Micros | None = None


class Clock:
    """Reads moments; those without a zone are on the clock of `zone`."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._offsets: dict[int, Micros | None] = {}  # quarter of an hour -> its one offset
        self._hours: dict[str, Micros] = {}  # text up to the minutes -> begin of that hour

    def read(self, value: str | int, form: Form) -> Reading:
        """A cell of a column of that form; raises MomentError."""
        if form == "text":
            return self._text(str(value))
        if form == "utc":
            return Reading(_in_range(int(value)))
        return self._local(int(value))

    def _text(self, text: str) -> Reading:
        # Most moments are of an hour that was read before, to the second, without a zone.
        begin = self._hours.get(text[:14])
        if begin is not None:
            within = _WITHIN_HOUR.get(text[14:])
            if within is not None:
                return Reading(begin + within)
        try:
            moment = _parse(text)
        except ValueError as error:
            raise MomentError("unparsable time", str(error)) from None
        if moment is None:
            raise MomentError("unparsable time", hinted("", text))
        if moment.tzinfo is not None:
            return Reading(_in_range(to_micros(moment)))
        naive = (moment - _NAIVE_EPOCH) // timedelta(microseconds=1)
        reading = self._local(naive)
        if text[14:] in _WITHIN_HOUR:
            begin = reading.first - naive % _HOUR
            if _FIRST <= begin <= _LAST - _HOUR and self._is_even(naive - naive % _HOUR):
                self._hours[text[:14]] = begin
        return reading

    def _is_even(self, hour: Micros) -> bool:
        """Whether a whole local hour has one offset, without doubt."""
        first = hour // _BUCKET
        offsets = {self._one_offset(quarter) for quarter in range(first, first + 4)}
        return len(offsets) == 1 and None not in offsets

    def _local(self, naive: Micros) -> Reading:
        bucket = naive // _BUCKET
        try:
            offset = self._offsets[bucket]
        except KeyError:
            offset = self._offsets[bucket] = self._one_offset(_in_range(naive) // _BUCKET)
        if offset is not None:
            return Reading(_in_range(naive - offset))
        before, after = self._both(naive)
        if before < after:
            local = naive_text(naive)
            raise MomentError(
                "nonexistent time",
                f"{local[11:]} did not exist on {local[:10]} in {self.zone.key}",
            )
        first = naive - before
        return Reading(first, None if before == after else naive - after)

    def _one_offset(self, bucket: int) -> Micros | None:
        """The offset of a whole quarter of an hour, or None where it changes or is in doubt."""
        start = bucket * _BUCKET
        found = {*self._both(start), *self._both(start + _BUCKET - 1)}
        return found.pop() if len(found) == 1 else None

    def _both(self, naive: Micros) -> tuple[Micros, Micros]:
        local = _NAIVE_EPOCH + timedelta(microseconds=naive)
        before, after = (
            local.replace(tzinfo=self.zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1)
        )
        return before // timedelta(microseconds=1), after // timedelta(microseconds=1)


def _parse(text: str) -> datetime | None:
    if _ISO.fullmatch(text):
        return datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "").upper())
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        year, _, month, day, hour, minute, second, fraction = slashed.groups()
        micros = int((fraction or "0").ljust(6, "0"))
    else:
        chinese = _CHINESE.fullmatch(text)
        if chinese is None:
            return None
        year, month, day, *clock = chinese.groups()
        hour, minute, second = clock[:3] if clock[0] is not None else clock[3:]
        micros = 0
    return datetime(  # noqa: DTZ001 - on the local clock, whose zone the caller knows
        int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micros
    )


def _in_range(moment: Micros) -> Micros:
    if _FIRST <= moment <= _LAST:
        return moment
    raise MomentError("impossible time", "not between the years 1900 and 9999")


def naive_text(naive: Micros) -> str:
    """A moment of a local clock in words; a number where there is no such year."""
    try:
        return (_NAIVE_EPOCH + timedelta(microseconds=naive)).isoformat(" ")
    except OverflowError:
        return f"{naive} µs"
