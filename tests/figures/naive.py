"""The figures once more, with pandas from the record's rows and nothing of the product's SQL.

Written from docs/indicators alone. Moments are timezone-aware pandas timestamps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from data_access.record import tables

Frame = pd.DataFrame


@dataclass
class Record:
    """The record's tables as frames, and every area's ancestors by walking up its parents."""

    incidents: Frame
    events: Frame
    assignments: Frame
    areas: Frame
    cameras: Frame
    categories: Frame

    def above(self, code: Any) -> list[str]:
        parents = dict(zip(self.areas["code"], self.areas["parent"], strict=True))
        found = []
        while isinstance(code, str) and code in parents:
            found.append(code)
            code = parents[code]
        return found

    def unit(self, code: Any, level: int) -> str | None:
        levels = dict(zip(self.areas["code"], self.areas["level"], strict=True))
        return next((at for at in self.above(code) if levels[at] == level), None)


def read_record(engine: Engine) -> Record:
    def frame(table: Any) -> Frame:
        with engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        found = pd.DataFrame(rows, columns=[c.name for c in table.columns], dtype=object)
        return found.where(found.notna(), None)

    return Record(
        *(
            frame(getattr(tables, name))
            for name in ("incidents", "events", "assignments", "areas", "cameras", "categories")
        )
    )


def matching(
    record: Record, query: Mapping[str, str], as_of: datetime, *, department: bool = True
) -> Frame:
    """Incidents that meet everything of a filter but its period, the voided included."""
    parents = dict(zip(record.categories["code"], record.categories["parent"], strict=True))

    def keeps(row: Any) -> bool:
        chosen = {name: set(text.split(",")) for name, text in query.items()}
        if row.reported_at > as_of:
            return False
        if "area" in chosen and not chosen["area"] & set(record.above(row.area)):
            return False
        if "category" in chosen and not chosen["category"] & {
            row.category,
            parents.get(row.category),
        }:
            return False
        if department and "department" in chosen and row.department not in chosen["department"]:
            return False
        if "source" in chosen and row.source not in chosen["source"]:
            return False
        if "scenario" in chosen and row.scenario not in chosen["scenario"]:
            return False
        if "priority" in chosen and (
            row.priority is None or str(row.priority) not in chosen["priority"]
        ):
            return False
        return "status" not in chosen or any(has_status(row, s, as_of) for s in chosen["status"])

    kept = [keeps(row) for row in record.incidents.itertuples()]
    return record.incidents[pd.Series(kept, index=record.incidents.index, dtype=bool)]


def is_due(row: Any, as_of: datetime) -> bool:
    if row.deadline is None or not row.deadline < as_of:
        return False
    return row.suspended_at is None or row.suspended_at > row.deadline


def has_status(row: Any, status: str, as_of: datetime) -> bool:
    if status == "voided":
        return bool(row.voided)
    if row.voided:
        return False
    is_open = row.closed_at is None
    return {
        "open": is_open,
        "closed": not is_open,
        "overdue": is_open and is_due(row, as_of),
        "suspended": is_open and row.suspended_at is not None,
    }[status]


def cohort(frame: Frame, start: datetime, end: datetime) -> Frame:
    inside = [start <= moment < end for moment in frame["reported_at"]]
    return frame[pd.Series(inside, index=frame.index, dtype=bool)]


def closure_counts(frame: Frame, as_of: datetime, *, departments: bool) -> dict[str, int]:
    """The counts of one unit's cohort; `departments`: on time is judged by the resolution."""

    def done(row: Any) -> datetime:
        return row.resolved_at if departments and row.resolved_at is not None else row.closed_at

    rows = [row for row in frame.itertuples() if not row.voided]
    due = [row for row in rows if is_due(row, as_of)]
    early = [row for row in rows if row.deadline is not None and not is_due(row, as_of)]
    return {
        "filed": len(rows),
        "due": len(due),
        "closed": sum(row.closed_at is not None for row in due),
        "on_time": sum(row.closed_at is not None and done(row) <= row.deadline for row in due),
        "closed_late": sum(row.closed_at is not None and done(row) > row.deadline for row in due),
        "overdue": sum(row.closed_at is None for row in due),
        "closed_early": sum(row.closed_at is not None for row in early),
        "not_yet_due": sum(row.closed_at is None and row.suspended_at is None for row in early),
        "suspended": sum(row.closed_at is None and row.suspended_at is not None for row in early),
        "no_deadline": sum(row.deadline is None for row in rows),
        "voided": sum(bool(row.voided) for row in frame.itertuples()),
        "returned": sum(row.returns > 0 for row in rows),
        "decided": sum(row.decisions > 0 or row.closed_at is not None for row in rows),
        "extended": sum(bool(row.extended) for row in due),
    }


def coarse(seconds: int) -> int:
    """Durations above an hour in bins of a hundredth of the octave's begin."""
    if seconds <= 3600:
        return seconds
    width = 36
    while seconds >= 200 * width:
        width *= 2
    return seconds // width * width


def kaplan_meier(
    ended: Iterable[int], censored: Iterable[int], never: int, share: float
) -> tuple[int, bool] | None:
    """(seconds, beyond): one case at a time, responses before censorings."""
    steps = sorted([(s, 0) for s in ended] + [(s, 1) for s in censored])
    if not steps:
        return None
    at_risk, survival = len(steps) + never, 1.0
    at = 0
    while at < len(steps):
        seconds = steps[at][0]
        same = [kind for s, kind in steps if s == seconds]
        survival *= 1 - same.count(0) / at_risk
        if same.count(0) and survival <= 1 - share + 1e-9:
            return seconds, False
        at_risk -= len(same)
        at += len(same)
    return steps[-1][0], True


def response(rows: Frame, as_of: datetime) -> dict[str, Any]:
    """The figures of one department's assignments."""
    of: dict[str, list[int]] = {"answered": [], "waiting": [], "passed_on": [], "unanswered": []}
    for row in rows.itertuples():
        if row.outcome == "waiting":
            seconds = math.floor(((row.paused_at or as_of) - row.active_from).total_seconds())
        else:
            seconds = int(row.active_seconds)
        of[row.outcome].append(seconds)
    answered = [coarse(s) for s in of["answered"]]
    cut = [coarse(s) for s in of["waiting"] + of["passed_on"]]
    plain = pd.Series(answered, dtype=float)
    found = {
        "assignments": len(rows),
        **{name: len(some) for name, some in of.items()},
        "oldest_waiting": max(of["waiting"], default=None),
        "answered_median": plain.quantile(0.5) if answered else None,
        "answered_p90": plain.quantile(0.9) if answered else None,
    }
    for name, share in (("median", 0.5), ("p90", 0.9)):
        known = kaplan_meier(answered, cut, len(of["unanswered"]), share)
        found[name] = None if known is None else {"seconds": known[0], "beyond": known[1]}
    return found


def stage_median(frame: Frame, stage: str, as_of: datetime) -> dict[str, Any]:
    """How many reached a stage, stand in it, and the median time in it."""
    left, standing = [], []
    for row in frame.itertuples():
        spent = getattr(row, f"{stage}_seconds")
        if row.stage == stage:
            here = ((row.suspended_at or as_of) - row.stage_from).total_seconds()
            standing.append(coarse((spent or 0) + math.floor(here)))
        elif spent is not None:
            left.append(coarse(spent))
    median = kaplan_meier(left, standing, 0, 0.5)
    return {
        "name": stage,
        "reached": len(left) + len(standing),
        "standing": len(standing),
        "median": None if median is None else {"seconds": median[0], "beyond": median[1]},
    }


def bucket_counts(moments: Iterable[datetime], starts: list[datetime], end: datetime) -> list[int]:
    """How many moments lie in each bucket; a bucket ends where the next one begins."""
    edges = [*starts, end]
    found = list(moments)
    return [sum(edges[at] <= m < edges[at + 1] for m in found) for at in range(len(starts))]


def active_seconds(history: list[Any], until: datetime) -> int:
    """Seconds from the report to a moment, the pauses before it taken out."""
    paused, since, closed = 0.0, None, False
    for event in history:
        if event.moment > until:
            break
        if event.kind == "suspended" and since is None and not closed:
            since = event.moment
        elif event.kind in ("resumed", "closed") and since is not None:
            paused += (event.moment - since).total_seconds()
            since = None
        if event.kind in ("closed", "reopened", "returned"):
            closed = event.kind == "closed"
    if since is not None:
        paused += (until - since).total_seconds()
    return math.floor((until - history[0].moment).total_seconds() - paused)


def spell(
    frame: Frame,
    histories: Mapping[int, list[Any]],
    ended: Callable[[Any], datetime | None],
    as_of: datetime,
) -> dict[str, Any]:
    """The times of incidents from their report to what `ended` says."""
    of: dict[str, list[int]] = {"ended": [], "waiting": []}
    never = 0
    for row in frame.itertuples():
        end = ended(row)
        if end is None and row.closed_at is not None:
            never += 1
        else:
            seconds = active_seconds(histories[row.id], end or as_of)
            of["waiting" if end is None else "ended"].append(coarse(seconds))
    plain = pd.Series(of["ended"], dtype=float)
    found: dict[str, Any] = {
        "incidents": len(frame),
        "ended": len(of["ended"]),
        "waiting": len(of["waiting"]),
        "never": never,
        "answered_median": plain.quantile(0.5) if of["ended"] else None,
        "answered_p90": plain.quantile(0.9) if of["ended"] else None,
    }
    for name, share in (("median", 0.5), ("p90", 0.9)):
        known = kaplan_meier(of["ended"], of["waiting"], never, share)
        found[name] = None if known is None else {"seconds": known[0], "beyond": known[1]}
    return found
