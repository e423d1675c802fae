"""Assessment scores (docs/indicators, "Assessment score"): formulas of the settings, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.closure import Cohort
from data_access.departments import Departments
from data_access.filters import FilterError
from data_access.review.areas import Areas
from data_access.review.values import Json, Period
from data_access.score_settings import MOST_POINTS, Formula, Term
from data_access.settings import Settings
from data_access.statistics import ENOUGH, SWAY, Rate, Scored, score_places, score_ranges

_LONGEST = 64  # characters of weights


def scores(now: Period, settings: Settings) -> list[Json]:
    """Every formula whose units are within what is reviewed."""
    found = []
    for formula in settings.review_scores:
        units = [unit for unit in _units(now, formula) if unit.code is not None]
        if units:
            found.append(_score(formula, units, settings.min_denominator))
    return found


def with_weights(content: Json, text: str) -> Json:
    """A content whose scores of so many terms have other points, such as "30,30,20,20"; the rest is the same.

    Raises FilterError.
    """
    try:
        points = [float(one) for one in text[:_LONGEST].split(",")]
    except ValueError:
        points = []
    fitting = [one for one in content.get("scores", ()) if len(one["terms"]) == len(points)]
    if not fitting or not all(0 < one <= MOST_POINTS for one in points):
        raise FilterError(
            f"weights={text[:_LONGEST]}: a number above 0 is needed for each term of a score, such as "
            "30,30,20,20"
        )
    scores = [what_if(one, points) if one in fitting else one for one in content["scores"]]
    return content | {"scores": scores}


def what_if(score: Json, points: Sequence[float]) -> Json:
    """The same score with other points, one for each term, marked as one that nobody decided on."""
    terms = [
        term | {"points": one, "decided": term["points"]}
        for term, one in zip(score["terms"], points, strict=True)
    ]
    return _weighed(score | {"terms": terms, "what_if": True})


def _units(now: Period, formula: Formula) -> Sequence[Cohort]:
    if formula.level is None:
        departments: Departments = now.answered.answers["departments"]
        return departments.departments
    areas: Areas = now.answered.answers["areas"]
    return next((table.units for table in areas.tables if table.level == formula.level), ())


def _score(formula: Formula, units: Sequence[Cohort], minimum: int) -> Json:
    """`rows` in the order of their codes, each with a value for each term."""
    terms = [_term(term, minimum) for term in formula.terms]
    rows = [
        {"code": unit.code, "terms": [_value(term, getattr(unit, term["rate"])) for term in terms]}
        for unit in units
    ]
    return _weighed(
        {
            "code": formula.code,
            "zh": formula.zh,
            "en": formula.en,
            "kind": "area" if formula.level is not None else "department",
            "level": formula.level,
            "enough": ENOUGH,
            "sway": SWAY,
            "terms": terms,
            "rows": rows,
        }
    )


def _term(term: Term, minimum: int) -> Json:
    return {
        "rate": term.rate,
        "complement": term.complement,
        "points": term.points,
        "minimum": term.minimum or minimum,
    }


def _value(term: Json, rate: Rate) -> Json:
    """`share` of the points; where the term is left out None, and `out` says why: no case, or too few."""
    n, of, value = rate.numerator, rate.denominator, rate.value
    if value is None or of < term["minimum"]:
        return {"n": n, "of": of, "share": None, "out": "few" if of else "none"}
    return {"n": n, "of": of, "share": 1 - value if term["complement"] else value, "out": None}


def _weighed(score: Json) -> Json:
    """A score with what follows from its terms' points and its rows' shares: points of each term and what is
    deducted of them, score, maximum, place, and the best and worst place when weights vary."""
    points = tuple(term["points"] for term in score["terms"])
    scored = [Scored(points, tuple(t["share"] for t in row["terms"])) for row in score["rows"]]
    rows = [
        {
            "code": row["code"],
            "score": unit.score,
            "maximum": unit.maximum,
            "place": place,
            "range": None if around is None else list(around),
            "terms": [_earned(value, one) for value, one in zip(row["terms"], points, strict=True)],
        }
        for row, unit, place, around in zip(
            score["rows"], scored, score_places(scored), score_ranges(scored), strict=True
        )
    ]
    return score | {"points": sum(points), "rows": rows}


def _earned(value: Json, points: float) -> Json:
    share = value["share"]
    if share is None:
        return value | {"points": None, "lost": None}
    return value | {"points": points * share, "lost": points - points * share}
