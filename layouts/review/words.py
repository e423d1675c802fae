"""Figures of a review as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from layouts.review.model import Column, Verdict
from layouts.texts import text

ABSENT = "–"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Words:
    """The language of a document, and the names of its content."""

    language: str
    names: dict[str, Any]

    def t(self, key: str, **values: object) -> str:
        """A text of the review."""
        return text(f"review.{key}", self.language, **values)

    def name(self, kind: str, code: str | None) -> str:
        """What a unit is called; the code where the content has no name of it."""
        if code is None:
            return self.t(f"unit.none.{kind}")
        one = self.names[kind].get(code)
        return code if one is None else str(one["zh" if self.language == "zh" else "en"])

    def inside(self, code: str | None) -> str:
        """An area with the one that it lies in: two communities may bear one name."""
        one = self.names["area"].get(code)
        above = one and self.names["area"].get(one["parent"])
        if one is None or above is None or (above["level"] or 0) < 1:
            return self.name("area", code)
        return f"{self.name('area', one['parent'])} · {self.name('area', code)}"

    def moment(self, iso: str, zone: str) -> str:
        """A moment on the district's clock."""
        return f"{datetime.fromisoformat(iso).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"

    def duration(self, seconds: float | None, *, beyond: bool = False) -> str:
        """Seconds in the largest unit that leaves at least one of it."""
        if seconds is None:
            return ABSENT
        for size, unit in ((_DAY, "days"), (_HOUR, "hours"), (_MINUTE, "minutes")):
            if round(seconds / size, 1) >= 1:
                amount = f"{seconds / size:.1f}".removesuffix(".0")
                return ("> " if beyond else "") + text(f"figures.{unit}", self.language, n=amount)
        return ("> " if beyond else "") + text("figures.seconds", self.language, n=round(seconds))

    def cell(self, value: Any, column: Column) -> str:
        """What a cell says."""
        if value is None:
            return ABSENT
        match column.kind:
            case "count" | "place":
                return f"{value:,}"
            case "share":
                return percent(value)
            case "score":
                return f"{value:.2f}"
            case "points":
                return self.t("points", n=signed(value))
            case "interval":
                low, high = value
                return (
                    f"{signed(low)} ~ {signed(high)}"
                    if column.points
                    else f"{percent(low)} – {percent(high)}"
                )
            case "duration":
                return self.duration(value["seconds"], beyond=value["beyond"])
            case "verdict":
                return (
                    f"{value.mark} {value.text}".strip()
                    if isinstance(value, Verdict)
                    else str(value)
                )
        return str(value)


def capital(text: str) -> str:
    """A text as a sentence or a label begins."""
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """A share in percent, two digits: ranks are argued about. Nearly all is never all."""
    if share in (0, 1):
        return f"{share:.0%}"
    shown = min(max(round(100 * share, 2), 0.01), 99.99)
    return f"{shown:.2f}%"


def setting(share: float) -> str:
    """A share that somebody set, with the digits that were set."""
    return f"{100 * share:g}%"


def signed(share: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    points = round(100 * share, 2)
    return f"{points:+.2f}".replace("-", "−") if points else "0.00"
