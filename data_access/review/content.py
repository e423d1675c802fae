"""The content of a review: every figure of the document, as one value of plain JSON.

Codes stand for units everywhere, with their names beside, so that a document in either language can be drawn of
it, on any later release. A rate is {n, of, value, low, high}: numerator, denominator, and the Wilson interval;
value, low and high are absent (null) over 0. Times are in seconds; moments ISO 8601 in UTC, days local.
"""

from __future__ import annotations

from data_access.closure import Cohort
from data_access.review import performance, units
from data_access.review.areas import Areas
from data_access.review.headlines import headlines
from data_access.review.honesty import honesty
from data_access.review.naming import named
from data_access.review.periods import Reviewed, is_early
from data_access.review.repeats import repeats
from data_access.review.scores import scores
from data_access.review.values import RATES, Json, Period, change_of, counts, rate
from data_access.settings import Settings
from data_access.statistics import Rate, RateChange, clear_changes

FORM = 1
"""Of the value: a release that changes what stands where raises it, and still draws the older ones. What only adds
a key leaves it: whatever draws that takes it as absent in the older ones."""


def content(
    now: Period,
    before: Period | None,
    year: Period | None,
    settings: Settings,
    chosen: Reviewed | None = None,
) -> Json:
    """The canonical value. `before` and `year` are the month before and the same month of the year before;
    `chosen`: what `before` is, where somebody chose it."""
    names = now.answered.names
    compared: Json = {"before": before and _period(before), "year": year and _period(year)}
    if chosen is not None:
        compared["chosen"] = _days(chosen) | {
            "early": is_early(chosen, now.reviewed, settings.zone)
        }
    found: Json = {
        "form": FORM,
        "period": _period(now),
        "compared": compared,
        "settings": {
            "minimum": settings.min_denominator,
            "delay_days": settings.seal_delay_days,
            "targets": dict(settings.review_targets),
            "camera_range_m": settings.camera_range_m,
            "blind_share": settings.blind_share,
            "timezone": settings.timezone,
        },
        "summary": _summary(now, before, year),
        "tables": units.tables(now, before, year, settings),
        "scores": scores(now, settings),
        "loop": performance.loop(now.answered.answers["loop"]),
        "response": performance.responses(now, before),
        "times": performance.times(now.answered.answers["times"]),
        "coverage": performance.coverage(now.answered.answers["coverage"]),
        "repeats": repeats(now.answered.answers.get("repeats"), names),
        "honesty": honesty(now),
    }
    found["headlines"] = headlines(found)
    found["names"] = named(found, names)
    return found


def _period(one: Period) -> Json:
    published = one.answered.published
    found = _days(one.reviewed) | {
        "version": published.version,
        "filter": one.reviewed.filter.query(),
    }
    return found if one.seal is None else found | {"seal": _sealed(one)}


def _sealed(one: Period) -> Json:
    """Which edition a period is taken from, and whether this release counts otherwise than that one did."""
    total, sealed = _total(one), (one.seal or {})["summary"]["counts"]
    now = None if total is None else counts(total)
    known = (sealed or {}).keys() & (now or {}).keys()
    same = (sealed is None) == (now is None) and all(
        (sealed or {})[key] == (now or {})[key] for key in known
    )
    return {**(one.edition or {}), "differs": not same}


def _days(one: Reviewed) -> Json:
    return {
        "first": one.first.isoformat(),
        "end": one.end.isoformat(),
        "month": one.month,
        "as_of": one.as_of.isoformat(),
        "final": one.final,
    }


# ---- the district, and all that is looked at ----


def _total(one: Period | None) -> Cohort | None:
    """All incidents of a period; None where there are none at all: then nothing is known of it."""
    if one is None:
        return None
    areas: Areas = one.answered.answers["areas"]
    return areas.total if areas.total.filed or areas.total.voided else None


def _summary(now: Period, before: Period | None, year: Period | None) -> Json:
    total = _total(now)
    if total is None:
        return {"counts": None, "rates": {}}
    earlier = {"before": _total(before), "year": _total(year)}
    found: Json = {"counts": counts(total), "rates": {}}
    for name, other in earlier.items():
        found[name] = None if other is None else counts(other)
    for key in RATES:
        found["rates"][key] = {"rate": rate(getattr(total, key))}
    for name, other in earlier.items():
        compared = [
            RateChange(getattr(other, key) if other else Rate(0, 0), getattr(total, key))
            for key in RATES
        ]
        for key, change, clear in zip(RATES, compared, clear_changes(compared), strict=True):
            found["rates"][key][name] = change_of(change, clear)
    return found
