"""Times, and what cameras cover, as values of a review."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from data_access.coverage import Coverage, UnitCoverage
from data_access.loop import Loop
from data_access.response import DepartmentResponse, Response
from data_access.review.values import Json, Period, percentile

_BLIND_SHOWN = 20


def loop(answer: Loop) -> Json:
    """How far the cohort came, and the time in each stage."""
    stages = [
        {
            "name": s.name,
            "reached": s.reached,
            "standing": s.standing,
            "median": percentile(s.median),
        }
        for s in answer.stages
    ]
    return {"filed": answer.filed, "stages": stages}


def responses(now: Period, before: Period | None) -> Json:
    """Response times of departments, beside each the median of before."""
    answer: Response = now.answered.answers["response"]
    earlier: dict[str | None, DepartmentResponse] = {}
    if before is not None:
        then: Response = before.answered.answers["response"]
        earlier = {one.code: one for one in (*then.departments, then.total)}

    def row(one: DepartmentResponse) -> Json:
        known = earlier.get(one.code)
        return _response(one) | {"before": percentile(known.median) if known else None}

    return {"rows": [row(one) for one in answer.departments], "total": row(answer.total)}


def _response(one: DepartmentResponse) -> Json:
    return asdict(one) | {"median": percentile(one.median), "p90": percentile(one.p90)}


def times(answer: Any) -> Json:
    """Times of whole incidents and of assignments."""
    return {
        name: asdict(one) | {"median": percentile(one.median), "p90": percentile(one.p90)}
        for name, one in vars(answer).items()
    }


def coverage(answer: Coverage) -> Json:
    """Cameras of units, and the blind areas with most incidents."""
    return {
        "level": answer.level,
        "rows": [_unit(unit) for unit in answer.units],
        "total": _unit(answer.total),
        "blind": [asdict(cell) for cell in answer.blind[:_BLIND_SHOWN]],
        "blind_total": len(answer.blind),
        "assumed": answer.assumed,
        "computed_at": answer.computed_at and answer.computed_at.isoformat(),
    }


def _unit(unit: UnitCoverage) -> Json:
    return asdict(unit)
