"""Counts and closure: how many are what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data_access.independent.cases import Case, chosen, live, reported
from data_access.independent.statistics import bands, rate
from data_access.independent.told import Record


def counts(every: Sequence[Case], period: tuple[int, int]) -> dict[str, int]:
    """The strip; `every` match the filter."""
    cohort = live(reported(every, period))
    return {
        "open": sum(case.has_status("open") for case in every),
        "overdue": sum(case.has_status("overdue") for case in every),
        "new": len(cohort),
        "cohort": len(cohort),
        "unlocated": sum(case.fields["lon"] is None for case in cohort),
        "closed": len(closings(every, period)),
    }


def closings(every: Sequence[Case], period: tuple[int, int]) -> list[int]:
    """The moments of all closings in a period, also of those that were taken back."""
    return [
        at
        for case in live(every)
        for at in case.history.moments("closed")
        if period[0] <= at < period[1]
    ]


def unit_level(record: Record, query: Mapping[str, str]) -> int:
    """The level of the units that panels compare: one below what is looked at."""
    known = [record.areas[code].level for code in chosen(query, "area") if code in record.areas]
    lowest = max((row.level for row in record.areas.values()), default=1)
    return min(min(known, default=0) + 1, lowest)


def unit_codes(record: Record, query: Mapping[str, str]) -> list[str]:
    """The units of that level inside what is looked at."""
    areas, level = chosen(query, "area"), unit_level(record, query)
    return sorted(
        code
        for code, row in record.areas.items()
        if row.level == level and (not areas or areas.intersection(record.above(code)))
    )


def names(rows: Mapping[str, Any], code: str | None) -> dict[str, str] | None:
    """The names of a code as the figures print them."""
    if code is None:
        return None
    row = rows.get(code)
    return {"zh": code, "en": code} if row is None else {"zh": row.name_zh, "en": row.name_en}


def closure(
    record: Record,
    every: Sequence[Case],
    query: Mapping[str, str],
    period: tuple[int, int],
    minimum: int,
) -> dict[str, Any]:
    """The cohort of every unit, and their sum."""
    level, codes = unit_level(record, query), unit_codes(record, query)
    by_unit: dict[str | None, list[Case]] = {code: [] for code in codes}
    for case in reported(every, period):
        unit = record.unit(case.fields["area"], level)
        by_unit.setdefault(unit if unit in by_unit else None, []).append(case)
    departments = bool(chosen(query, "department"))
    units = [_cohort(record.areas, code, some, departments) for code, some in by_unit.items()]
    rates = [(unit["closed"], unit["due"]) for unit in units]
    of = bands(rates, [code is not None for code in by_unit], minimum)
    return {
        "level": level,
        "total": _cohort(record.areas, None, reported(every, period), departments),
        "units": [{**unit, "band": band} for unit, band in zip(units, of, strict=True)],
    }


def departments(
    record: Record,
    every: Sequence[Case],
    query: Mapping[str, str],
    period: tuple[int, int],
    minimum: int,
) -> dict[str, Any]:
    """The cohort of every department, judged by its own resolutions, and their sum."""
    cohort = reported(every, period)
    having = {case.history.department for case in cohort}
    known = chosen(query, "department") or set(record.departments)
    codes: list[str | None] = [*sorted(known | {code for code in having if code is not None})]
    codes += [None] if None in having else []
    rows = [
        _cohort(record.departments, code, [c for c in cohort if c.history.department == code], True)
        for code in codes
    ]
    rates = [(row["on_time"], row["due"]) for row in rows]
    of = bands(rates, [code is not None for code in codes], minimum)
    return {
        "total": _cohort(record.departments, None, cohort, True),
        "departments": [{**row, "band": band} for row, band in zip(rows, of, strict=True)],
    }


def _cohort(
    rows: Mapping[str, Any], code: str | None, cohort: Sequence[Case], departments: bool
) -> dict[str, Any]:
    """One row of a table; `rows` name its code, `departments` are judged by their resolutions."""
    filed = [case.history for case in live(cohort)]
    due = [history for history in filed if history.due]
    waiting = [h for h in filed if not h.due and h.deadline is not None]
    in_time = 0
    for history in due:
        done = history.closed
        if departments and done is not None and history.resolved is not None:
            done = history.resolved
        in_time += done is not None and history.deadline is not None and done <= history.deadline
    closed = sum(history.closed is not None for history in due)
    returned = sum(bool(history.moments("returned")) for history in filed)
    decided = sum(bool(h.moments("returned", "verified")) or h.closed is not None for h in filed)
    extended = sum(history.extended for history in due)
    return {
        "code": code,
        "name": names(rows, code),
        "filed": len(filed),
        "due": len(due),
        "closed": closed,
        "on_time": in_time,
        "closed_late": closed - in_time,
        "overdue": len(due) - closed,
        "closed_early": sum(h.closed is not None for h in waiting),
        "not_yet_due": sum(h.closed is None and h.suspended is None for h in waiting),
        "suspended": sum(h.closed is None and h.suspended is not None for h in waiting),
        "no_deadline": sum(history.deadline is None for history in filed),
        "voided": len(cohort) - len(filed),
        "returned": returned,
        "decided": decided,
        "extended": extended,
        "closure_rate": rate(closed, len(due)),
        "on_time_rate": rate(in_time, len(due)),
        "overdue_rate": rate(len(due) - in_time, len(due)),
        "rework_rate": rate(returned, decided),
        "extension_rate": rate(extended, len(due)),
    }
