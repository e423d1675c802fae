"""The incidents as of a moment, and which of them a query looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from data_access.independent.history import Duty, History
from data_access.independent.narrowed import drawn, is_on, lies_in, plain
from data_access.independent.spells import duties, stage_times
from data_access.independent.told import SECOND, Progress, Record, Told, micros
from data_access.independent.twice import told_twice
from data_access.settings import Settings

_HOURS = {"24h": 24, "7d": 7 * 24, "30d": 30 * 24}


@dataclass
class Case:
    """An incident with its fields and its history as of a moment."""

    told: Told
    fields: dict[str, Any]
    history: History
    twice: bool = False  # another source is likely to have reported it, too

    @cached_property
    def stages(self) -> dict[str, tuple[int, int | None]]:
        return stage_times(self.history)

    @cached_property
    def duties(self) -> list[Duty]:
        return duties(self.history)

    def at(self, moment: int) -> History:
        """Its history up to an earlier moment, by the deadline that it has now."""
        return History(self.told.events, moment, self.history.first_deadline)

    def has_status(self, status: str) -> bool:
        history = self.history
        if history.voided or status == "voided":
            return history.voided and status == "voided"
        if status == "closed":
            return history.closed is not None
        if history.closed is not None:
            return False
        return {
            "open": True,
            "overdue": history.due,
            "suspended": history.suspended is not None,
        }[status]


def looked_at(record: Record, told: Told, as_of: int) -> Case:
    """An incident as of a moment."""
    fields = told.fields(as_of)
    deadline = fields["own_deadline"]
    if deadline is None:
        seconds = record.default_seconds(fields["category"])
        reported = next(event.at for event in told.events if event.kind == "reported")
        deadline = None if seconds is None else reported + seconds * SECOND
    return Case(told, fields, History(told.events, as_of, deadline))


def cases(record: Record, as_of: int, progress: Progress | None = None) -> list[Case]:
    """All incidents that were reported by a moment, as of it."""
    found = []
    for number, told in enumerate(record.incidents):
        case = looked_at(record, told, as_of)
        if case.history.reported <= as_of:
            found.append(case)
        if progress is not None:
            progress("incidents looked at", number + 1, len(record.incidents))
    twice = told_twice(record, found)
    for case in found:
        case.twice = case.told.id in twice
    return found


def window(query: Mapping[str, str], as_of: int, zone: ZoneInfo) -> tuple[int, int]:
    """The period of a query: from, and up to (not included)."""
    if "from" in query:
        return _local(query["from"], zone), _local(query["to"], zone)
    period = query["period"]
    if period in _HOURS:
        return as_of - _HOURS[period] * 3600 * SECOND, as_of
    day = local(as_of, zone).date()
    first = day.replace(day=1)
    if period == "lastmonth":
        before = date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
        return midnight(before, zone), midnight(first, zone)
    return midnight(first if period == "month" else day, zone), as_of


def local(moment: int, zone: ZoneInfo) -> datetime:
    """A moment on the clock of a zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).astimezone(zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """The begin of a local day."""
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone))


def _local(text: str, zone: ZoneInfo) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=zone))


def chosen(query: Mapping[str, str], name: str) -> set[str]:
    """The codes that a query asks for; none: all."""
    return {code for code in query.get(name, "").split(",") if code}


def matching(
    record: Record,
    every: Iterable[Case],
    query: Mapping[str, str],
    settings: Settings,
    *,
    department: bool = True,
) -> list[Case]:
    """Cases that meet all of a query but its period, the voided included; `department=False`
    leaves that out, too."""
    areas, categories = chosen(query, "area"), chosen(query, "category")
    departments = chosen(query, "department") if department else set()
    priorities = {int(text) for text in chosen(query, "priority")}
    statuses, stages, only = (chosen(query, name) for name in ("status", "stage", "only"))
    shape = drawn(query["within"]) if "within" in query else None
    text = plain(query.get("q", ""))

    def keeps(case: Case) -> bool:
        fields = case.fields
        if areas and not areas.intersection(record.above(fields["area"])):
            return False
        if categories and not categories.intersection(_kinds(record, fields["category"])):
            return False
        for name, codes in (("source", case.told.source), ("scenario", fields["scenario"])):
            if chosen(query, name) and codes not in chosen(query, name):
                return False
        if priorities and fields["priority"] not in priorities:
            return False
        if departments and case.history.department not in departments:
            return False
        if stages and case.history.stage(case.history.all) not in stages:
            return False
        if not all(is_on(case, word, settings) for word in only):
            return False
        if shape is not None and not lies_in(shape, fields["lon"], fields["lat"]):
            return False
        said = (case.told.external_id, fields["address"], fields["text"])
        if not any(text in plain(one or "") for one in said):
            return False
        return not statuses or any(case.has_status(status) for status in statuses)

    return [case for case in every if keeps(case)]


def _kinds(record: Record, category: str | None) -> list[str]:
    """A category and those above it."""
    found: list[str] = []
    while category is not None:
        found.append(category)
        category = record.categories[category].parent if category in record.categories else None
    return found


def live(some: Iterable[Case]) -> list[Case]:
    """Those that are not voided."""
    return [case for case in some if not case.history.voided]


def reported(some: Iterable[Case], period: tuple[int, int]) -> list[Case]:
    """Those reported in a period: the cohort."""
    return [case for case in some if period[0] <= case.history.reported < period[1]]
