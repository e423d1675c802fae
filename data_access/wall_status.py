"""How the displays are: what they said last, beside the tokens that were given out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine

from data_access.access import displays
from data_access.access.displays import Display
from data_access.access.viewer import Kind
from data_access.moments import SECOND, Micros, from_micros
from data_access.wall_reports import Report, Reports, Seen

Trouble = Literal["expired", "never", "unseen", "old", "outdated", "errors"]
"""Of a display: its token has expired; it was never seen; it has not been for a minute; what it shows
is older than two minutes, though one is published every minute; its page is of another release and was
not loaded anew for ten minutes; its page failed at something within the last hour."""

_SEEN = 60 * SECOND
_SEEN_ELSEWHERE = 150 * SECOND  # the record is told once a minute
_FRESH = 120 * SECOND
_LOADED = 600 * SECOND
_FAILED = 3600 * SECOND


@dataclass(frozen=True)
class Status:
    """A display. `name` is its token's, or that of an account; "" for one of this computer, where
    there are no accounts. Without a report it was not at `/wall` since the server started."""

    name: str
    kind: Kind
    address: str
    first: Micros | None
    last: Micros | None
    report: Report | None
    current: bool
    troubles: tuple[Trouble, ...]

    @property
    def counts(self) -> bool:
        """Whether it is a display that hangs somewhere; an account's browser is somebody's."""
        return self.kind != "account"


def ask(record: Engine, reports: Reports, now: Micros, *, tokens: bool) -> list[Status]:
    """Every display, by its name; `tokens`: also those with a token that were not seen."""
    if not tokens:
        return of((), {}, reports.all(now), now)
    live = [one for one in displays.all_displays(record) if one.revoked_at is None]
    return of(live, displays.of_sessions(record), reports.all(now), now)


def of(
    live: Iterable[Display], of_sessions: Mapping[str, str], seen: Iterable[Seen], now: Micros
) -> list[Status]:
    """The same of displays that are not revoked, the display of each session, and reports."""
    reported: dict[str, Seen] = {}
    found = []
    for one in seen:
        display = of_sessions.get(one.session) if one.kind == "display" else None
        if one.kind != "display":
            found.append(_status(one, now))
        elif display is not None:  # what is revoked is no display any more
            reported.setdefault(display, one)
    found += [_of_token(display, reported.get(display.id), now) for display in live]
    return sorted(found, key=lambda status: (status.kind != "display", status.name))


def is_well(statuses: Sequence[Status]) -> bool:
    """Whether there are displays, and none of them has any trouble."""
    counted = [status for status in statuses if status.counts]
    return bool(counted) and not any(status.troubles for status in counted)


def told(status: Status, now: Micros) -> dict[str, Any]:
    """A display as JSON: moments in UTC, ages in seconds."""
    report = status.report or Report()
    return {
        "name": status.name,
        "kind": status.kind,
        "address": status.address,
        "first_seen": _iso(status.first),
        "last_seen": _iso(status.last),
        "seen_seconds_ago": _age(status.last, now),
        "current": status.current if status.report else None,
        "release": report.release,
        "version": report.version,
        "as_of": _iso(report.as_of),
        "age_seconds": _age(report.as_of, now),
        "width": report.width,
        "height": report.height,
        "ratio": report.ratio,
        "scene": report.scene,
        "errors": report.errors,
        "problem": report.problem,
        "troubles": list(status.troubles),
    }


def _status(seen: Seen, now: Micros) -> Status:
    troubles: list[Trouble] = []
    if now - seen.last > _SEEN:
        troubles.append("unseen")
    else:
        shown = seen.report.as_of if seen.report.as_of is not None else seen.first
        if now - shown > _FRESH:
            troubles.append("old")
        if not seen.current and now - seen.released > _LOADED:
            troubles.append("outdated")
    if seen.failed is not None and now - seen.failed <= _FAILED:
        troubles.append("errors")
    first, last = seen.first, seen.last
    return Status(
        seen.name, seen.kind, seen.address, first, last, seen.report, seen.current, tuple(troubles)
    )


def _of_token(display: Display, seen: Seen | None, now: Micros) -> Status:
    expired = display.expires_at is not None and display.expires_at <= now
    if seen is not None and (display.seen_at is None or display.seen_at - seen.last <= _SEEN):
        status = _status(seen, now)
    else:  # since the server started it was at no wall, or it left it for another page
        last, troubles = display.seen_at, list[Trouble]()
        if last is None:
            troubles.append("never")
        elif now - last > _SEEN_ELSEWHERE:
            troubles.append("unseen")
        status = Status(display.name, "display", "", None, last, None, False, tuple(troubles))
    if not expired:
        return status
    return Status(
        status.name, status.kind, status.address, status.first, status.last, status.report,
        status.current, ("expired", *status.troubles),
    )  # fmt: skip


def _iso(moment: Micros | None) -> str | None:
    return None if moment is None else from_micros(moment).isoformat()


def _age(moment: Micros | None, now: Micros) -> float | None:
    """Whole seconds; a clock that is ahead by a little makes nothing younger than now."""
    return None if moment is None else max(0, (now - moment) // SECOND)
