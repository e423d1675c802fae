"""What an address may say of a filter, read part by part: it is untrusted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from data_access.drawn import MOST_POINTS, canonical_points
from data_access.record.events import STAGES

PERIODS = ("today", "24h", "7d", "30d", "month", "lastmonth")
STATUSES = ("open", "overdue", "suspended", "closed", "voided")
DUE_HOURS = {"due2h": 2, "due24h": 24}
# Without coordinates; sent back more than once; the rest are worklists (definitions.worklists).
ONLY = ("unlocated", "returned", *DUE_HOURS, "unanswered", "paused", "reopened", "duplicates")
WORDS = {"status": STATUSES, "stage": STAGES, "only": ONLY}
"""Of dimensions that are no codes of the city's."""
LONGEST_TEXT = 100  # characters of a text that is looked for
_LONGEST = 64  # characters of one code, codes of one field


class FilterError(ValueError):
    """A filter that cannot be understood; the text says which part and what would do."""


@dataclass(frozen=True)
class Ignored:
    """What was left out of an address: a parameter, what it said, and why."""

    name: str
    said: str
    reason: str


def read_period(
    query: Mapping[str, str], default: str
) -> tuple[tuple[str, str, str], list[Ignored]]:
    """Period, start and end; days of one's own go before a named period."""
    days = {name: query[name] for name in ("from", "to") if query.get(name)}
    ignored = []
    if days:
        try:
            return _days(days.get("from", ""), days.get("to", "")), []
        except FilterError as error:
            ignored = [Ignored(name, said, str(error)) for name, said in days.items()]
    chosen = query.get("period") or default
    try:
        return _named(chosen), ignored
    except FilterError as error:
        return _named(default), [*ignored, Ignored("period", chosen, str(error))]


def _named(period: str) -> tuple[str, str, str]:
    if "/" in period:
        start, end = period.split("/", 1)
        return _days(start, end)
    if period not in PERIODS:
        raise FilterError(
            f"period={period[:_LONGEST]}: there are {', '.join(PERIODS)}, or from and to"
        )
    return period, "", ""


def _days(start: str, end: str) -> tuple[str, str, str]:
    if not end:
        raise FilterError(
            f"from={start[:_LONGEST]}: to is needed as well, the day or moment that ends the period"
        )
    if not start:
        raise FilterError(
            f"to={end[:_LONGEST]}: from is needed as well, the day or moment that begins the period"
        )
    first, last = read_local(start, "from"), read_local(end, "to")
    if first >= last:
        raise FilterError(f"from={start}, to={end}: the period ends before it begins")
    return "custom", _canonical(first), _canonical(last)


def read_local(text: str, name: str) -> datetime:
    """A local moment, without a zone. Raises FilterError."""
    try:
        moment = datetime.fromisoformat(text)  # of a day alone its midnight
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or not 1900 <= moment.year < 2200:
        raise FilterError(
            f"{name}={text[:_LONGEST]}: a local day or moment such as 2026-11-01 or "
            "2026-11-01T08:00 is needed"
        )
    return moment


def _canonical(moment: datetime) -> str:
    """A moment as short as it can be said."""
    exact = moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")
    return exact.removesuffix("T00:00")


def read_codes(text: str, name: str) -> tuple[tuple[str, ...], list[Ignored]]:
    """The codes of a dimension, sorted and single."""
    codes = sorted({code.strip() for code in text.split(",")} - {""})
    wrong = {code: reason for code in codes if (reason := _wrong(code, name))}
    kept = [code for code in codes if code not in wrong]
    many = dict.fromkeys(kept[_LONGEST:], f"{name}: at most {_LONGEST} codes")
    ignored = [Ignored(name, code, reason) for code, reason in (wrong | many).items()]
    return tuple(kept[:_LONGEST]), ignored


def _wrong(code: str, name: str) -> str:
    """Why a code cannot be one; empty: it can."""
    if len(code) > _LONGEST:
        return f"{name}: at most {_LONGEST} characters of a code"
    if not code.isprintable():  # PostgreSQL refuses NUL in a text
        return f"{name}: codes of printable characters are needed"
    if name in WORDS and code not in WORDS[name]:
        return f"{name}={code}: there are {', '.join(WORDS[name])}"
    number = code.isascii() and code.isdecimal() and int(code) <= 32767
    if name == "priority" and not number:
        return f"{name}={code}: a number such as 1 is needed"
    return ""


def read_within(text: str) -> tuple[tuple[str, ...], list[Ignored]]:
    """The points of what was drawn on the map, none where they make no shape."""
    if not text.strip():
        return (), []
    points = canonical_points(text)
    if points:
        return points, []
    reason = (
        f"within={text[:_LONGEST]}: 2 corners of a rectangle or 3 to {MOST_POINTS} of a polygon are "
        "needed, such as 118.71,32.01;118.74,32.03"
    )
    return (), [Ignored("within", text, reason)]


def read_text(text: str) -> tuple[str, list[Ignored]]:
    """A text to look for, without what surrounds it."""
    found = text.strip()
    if len(found) > LONGEST_TEXT:
        return "", [Ignored("q", text, f"q: at most {LONGEST_TEXT} characters of a text")]
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in found):
        return "", [Ignored("q", text, "q: a text without control characters is needed")]
    return found, []
