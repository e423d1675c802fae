"""The tables of units: rates with intervals, bands, places, changes, targets."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.closure import Cohort
from data_access.departments import Departments
from data_access.review.areas import Areas, Table
from data_access.review.values import RATES, Json, Period, change_of, counts, rate
from data_access.settings import Settings
from data_access.statistics import (
    Rate,
    RateChange,
    against_target,
    clear_changes,
    funnel,
    places,
)

_LOWER_IS_BETTER = ("rework_rate", "extension_rate")


def tables(
    now: Period, before: Period | None, year: Period | None, settings: Settings
) -> list[Json]:
    """Streets, communities and so on by closure rate; departments by on-time rate."""
    found = []
    areas: Areas = now.answered.answers["areas"]
    for table in areas.tables[:2]:  # below them the numbers are too small to judge
        others = [_same_level(one, table.level) for one in (before, year)]
        found.append(
            _table("area", "closure_rate", table.units, table.bands, others, settings)
            | {"level": table.level}
        )
    departments: Departments = now.answered.answers["departments"]
    others = [
        None if one is None else one.answered.answers["departments"].departments
        for one in (before, year)
    ]
    found.append(
        _table(
            "department",
            "on_time_rate",
            departments.departments,
            departments.bands,
            others,
            settings,
        )
    )
    return found


def _same_level(one: Period | None, level: int) -> Sequence[Cohort] | None:
    if one is None:
        return None
    tables: tuple[Table, ...] = one.answered.answers["areas"].tables
    return next((table.units for table in tables if table.level == level), None)


def _table(
    kind: str,
    judged: str,
    units: Sequence[Cohort],
    bands: Sequence[str],
    others: Sequence[Sequence[Cohort] | None],
    settings: Settings,
) -> Json:
    """A ranking by one rate: its bands, places and funnel, and how each row changed."""
    rates = [getattr(unit, judged) for unit in units]
    known = [unit.code is not None for unit in units]
    ranked = places(rates, bands, units=known)  # type: ignore[arg-type]
    limits = funnel(rates, settings.min_denominator, units=known)
    rows: list[Json] = []
    changes = {
        name: _changes(judged, units, other)
        for name, other in zip(("before", "year"), others, strict=True)
    }
    for at, unit in enumerate(units):
        row: Json = {
            "code": unit.code,
            "counts": counts(unit),
            "band": bands[at],
            "place": ranked[at],
        }
        row["rates"] = {key: rate(getattr(unit, key)) for key in RATES}
        row |= {name: some[at] for name, some in changes.items()}
        row["targets"] = _targets(unit, settings)
        rows.append(row)
    return {
        "kind": kind,
        "judged": judged,
        "rows": rows,
        "funnel": None if limits is None else {"p0": limits.p0, "phi": limits.phi},
    }


def _changes(
    key: str, units: Sequence[Cohort], others: Sequence[Cohort] | None
) -> list[Json | None]:
    """How the rate of each row changed, judged over all rows of the table."""
    known = {unit.code: unit for unit in others or ()}
    nothing = Rate(0, 0)
    table = [
        RateChange(getattr(known[u.code], key) if u.code in known else nothing, getattr(u, key))
        for u in units
    ]
    return [change_of(one, clear) for one, clear in zip(table, clear_changes(table), strict=True)]


def _targets(unit: Cohort, settings: Settings) -> Json:
    """Which targets are met, missed, or cannot be told."""
    return {
        key: against_target(
            getattr(unit, key), wanted, higher_is_better=key not in _LOWER_IS_BETTER
        )
        for key, wanted in sorted(settings.review_targets.items())
    }
