"""What displays say of themselves, kept in the process: the last report of each.

A report comes from a browser, so it may be anything: what cannot be is left out of it, nothing is an error,
and how much is kept is bounded.
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Literal

from data_access.access.viewer import Kind, Viewer
from data_access.moments import SECOND, Micros, to_micros

LONGEST = 2000  # characters of a report
MOST: dict[Literal["display", "other"], int] = {"display": 500, "other": 100}
"""How many are kept: of displays with a token, and of other browsers, which push out no display."""
FORGOTTEN = 86_400 * SECOND  # after which a browser without a token is
_WIDEST, _FINEST, _LARGEST = 100_000, 16, 2**53  # pixels, of device to CSS pixels, any number
_ID, _RELEASE, _SCENE, _PROBLEM = 20, 20, 60, 120  # characters


@dataclass(frozen=True)
class Report:
    """What a display's page says of itself; None or "" where it says nothing that can be.

    `width` and `height` are in CSS pixels, of which one is `ratio` pixels of the device; `as_of` and
    `version` are those of the figures that it shows; `errors` are counted since the page was loaded.
    """

    id: str = ""
    release: str = ""
    scene: str = ""
    width: int | None = None
    height: int | None = None
    ratio: float | None = None
    as_of: Micros | None = None
    version: int | None = None
    errors: int | None = None
    problem: str = ""


@dataclass(frozen=True)
class Seen:
    """A display: `name` of its token, or of the account ("" where there are none), its session's id
    ("" without one), the last report and whether its release is the server's. `released` is the moment
    since which it has that release, `failed` the one at which its errors became more."""

    name: str
    kind: Kind
    session: str
    address: str
    first: Micros
    last: Micros
    report: Report
    current: bool
    released: Micros
    failed: Micros | None


def read_report(said: str) -> Report | None:
    """A report as the header `OneScreen-Wall` has it; None where it is none."""
    if len(said) > LONGEST:
        return None
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    return Report(
        _text(told.get("id"), _ID),
        _text(told.get("release"), _RELEASE),
        _text(told.get("scene"), _SCENE),
        _whole(told.get("width"), _WIDEST),
        _whole(told.get("height"), _WIDEST),
        _ratio(told.get("ratio")),
        _moment(told.get("as_of")),
        _whole(told.get("version"), _LARGEST),
        _whole(told.get("errors"), _LARGEST),
        _text(told.get("problem"), _PROBLEM),
    )


def viewport(width: int | None, height: int | None, ratio: float | None) -> str:
    """A size as 1920×1080, with the pixel ratio where it is known and not one; "" where it is not."""
    if width is None or height is None:
        return ""
    return f"{width}×{height}" + ("" if ratio in (None, 1) else f" ×{ratio:g}")


class Reports:
    """The last report of each display. A session of a display is one, whatever its page calls itself;
    of other browsers each page is."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._kept: dict[Literal["display", "other"], OrderedDict[str, Seen]] = {
            "display": OrderedDict(),
            "other": OrderedDict(),
        }

    def take(self, viewer: Viewer, address: str, now: Micros, said: str, release: str) -> None:
        """Keep what a display said; `release` is the server's."""
        report = read_report(said)
        if report is None:
            return
        is_display = viewer.kind == "display"
        key = viewer.session if is_display else f"{viewer.kind}|{viewer.name}|{report.id}"
        name = viewer.title if is_display else viewer.name
        with self._guard:
            kept = self._kept["display" if is_display else "other"]
            new = Seen(
                name, viewer.kind, viewer.session, address, now, now, report,
                current=report.release == release, released=now, failed=now if report.errors else None,
            )  # fmt: skip
            kept[key] = _after(kept.pop(key, None), new)
            while len(kept) > MOST["display" if is_display else "other"]:
                kept.popitem(last=False)

    def all(self, now: Micros) -> list[Seen]:
        """All that are known, the one seen last first.

        A browser without a token is forgotten after a day, and when another page of the same
        account and address has begun since: it was opened anew.
        """
        with self._guard:
            others = self._kept["other"]
            pages = list(others.items())
            for key, seen in pages:
                if seen.last < now - FORGOTTEN or any(_follows(one, seen) for _, one in pages):
                    del others[key]
            found = [*self._kept["display"].values(), *others.values()]
        return sorted(found, key=lambda seen: seen.last, reverse=True)


def _after(before: Seen | None, new: Seen) -> Seen:
    if before is None:
        return new
    same = before.report.release == new.report.release
    more = (new.report.errors or 0) > (before.report.errors or 0)
    return replace(
        new,
        first=before.first,
        released=before.released if same else new.last,
        failed=new.last if more else before.failed,
    )


def _follows(one: Seen, other: Seen) -> bool:
    same = (one.kind, one.name, one.address) == (other.kind, other.name, other.address)
    return same and one.first > other.last


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str):
        return ""
    return "".join(sign if sign.isprintable() else "?" for sign in value[:longest])


def _whole(value: Any, largest: int) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= largest:
        return None
    return value


def _ratio(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    # A whole number may be too large to be a float.
    return float(value) if 0 < value <= _FINEST and math.isfinite(value) else None


def _moment(value: Any) -> Micros | None:
    if not isinstance(value, str):
        return None
    try:
        return _whole(to_micros(datetime.fromisoformat(value)), _LARGEST)  # of 1970 to 2255
    except (ValueError, OverflowError):
        return None
