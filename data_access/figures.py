"""Every number of every panel as plain data: what scripts read and what tests compare."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np

from data_access.closure import Closure, Cohort
from data_access.coverage import Coverage, UnitCoverage
from data_access.departments import Departments
from data_access.heat import Heat
from data_access.live.answers import Answered
from data_access.names import Names
from data_access.response import Response
from data_access.statistics import Band, Rate


def figures(answered: Answered, start: datetime, end: datetime) -> dict[str, Any]:
    """JSON-ready figures of one filter at one instant: moments ISO 8601 UTC, times in seconds.

    A panel whose question failed has `{"error": …}`; the others are not touched by it.
    """
    names = answered.names
    shaped: dict[str, Any] = {}
    for name, answer in answered.answers.items():
        if isinstance(answer, Exception):
            shaped[name] = {"error": str(answer)}
        elif isinstance(answer, Closure):
            shaped[name] = _closure(answer, names)
        elif isinstance(answer, Departments):
            shaped[name] = _departments(answer, names)
        elif isinstance(answer, Coverage):
            shaped[name] = _coverage(answer, names)
        elif isinstance(answer, Heat):
            shaped[name] = _heat(answer)
        elif isinstance(answer, Response):
            shaped[name] = _response(answer, names)
        else:
            shaped[name] = _plain(asdict(answer))
    return {
        "version": answered.published.version,
        "as_of": answered.published.as_of.isoformat(),
        "filter": answered.filter.query(),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "newest": _plain(names.newest),
        **shaped,
    }


def _closure(answer: Closure, names: Names) -> dict[str, Any]:
    return {
        "level": answer.level,
        "total": _cohort(answer.total, None, names),
        "units": [
            _cohort(unit, band, names)
            for unit, band in zip(answer.units, answer.bands, strict=True)
        ],
    }


def _departments(answer: Departments, names: Names) -> dict[str, Any]:
    return {
        "total": _cohort(answer.total, None, names),
        "departments": [
            _cohort(unit, band, names, "department")
            for unit, band in zip(answer.departments, answer.bands, strict=True)
        ],
    }


def _cohort(cohort: Cohort, band: Band | None, names: Names, kind: str = "area") -> dict[str, Any]:
    rates = ("closure_rate", "on_time_rate", "overdue_rate", "rework_rate", "extension_rate")
    return {
        **asdict(cohort),
        "name": _names_of(kind, cohort.code, names),
        **{name: _rate(getattr(cohort, name)) for name in rates},
        **({"band": band} if band is not None else {}),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval or (None, None)
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "value": rate.value,
        "low": low,
        "high": high,
    }


def _coverage(answer: Coverage, names: Names) -> dict[str, Any]:
    return {
        **_plain(asdict(answer)),
        "units": [_covered(unit, names) for unit in answer.units],
        "total": _covered(answer.total, names),
    }


def _covered(unit: UnitCoverage, names: Names) -> dict[str, Any]:
    def share(part: float | None, whole: float | None) -> float | None:
        return part / whole if part is not None and whole else None

    return {
        **asdict(unit),
        "name": _names_of("area", unit.code, names),
        "online_rate": share(unit.online, unit.installed),
        "in_order_rate": share(unit.in_order, unit.installed),
        "covered_area_rate": share(unit.covered_m2, unit.area_m2),
        "covered_incidents_rate": share(unit.covered, unit.located),
    }


def _heat(answer: Heat) -> dict[str, Any]:
    density = answer.density
    known = density[np.isfinite(density)]
    return {
        "located": answer.located,
        "unlocated": answer.unlocated,
        "outside": answer.outside,
        "bandwidth_m": answer.bandwidth_m,
        "rows": int(density.shape[0]),
        "columns": int(density.shape[1]),
        "highest_per_km2": float(known.max()) if known.size else None,
        "mean_per_km2": float(known.mean()) if known.size else None,
    }


def _response(answer: Response, names: Names) -> dict[str, Any]:
    return {
        "total": asdict(answer.total),
        "departments": [
            {**asdict(unit), "name": _names_of("department", unit.code, names)}
            for unit in answer.departments
        ],
    }


def _names_of(kind: str, code: str | None, names: Names) -> dict[str, str] | None:
    if code is None:
        return None
    return {language: names.name(kind, code, language) for language in ("zh", "en")}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value
