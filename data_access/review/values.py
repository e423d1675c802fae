"""The values that a review's content is made of."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from data_access.closure import Cohort
from data_access.live.answers import Answered
from data_access.review.periods import Reviewed
from data_access.statistics import Percentile, Rate, RateChange

Json = dict[str, Any]
RATES = ("closure_rate", "on_time_rate", "rework_rate", "extension_rate")


@dataclass(frozen=True)
class Period:
    """One of the three periods, with the answers about it; None: nothing is known of that time."""

    reviewed: Reviewed
    answered: Answered
    seal: Json | None = (
        None  # of a compared one: the content of the seal whose version it is asked at
    )
    edition: Json | None = None  # and which edition that is


def rate(found: Rate) -> Json:
    """A rate with its interval."""
    low, high = found.interval or (None, None)
    return {
        "n": found.numerator,
        "of": found.denominator,
        "value": found.value,
        "low": low,
        "high": high,
    }


def counts(cohort: Cohort) -> Json:
    """All counts of a cohort by their keys."""
    return {name: value for name, value in asdict(cohort).items() if name != "code"}


def change_of(change: RateChange, clear: str) -> Json | None:
    """In points as a share: 0.012 is 1.2 percentage points; None where one of the rates is absent."""
    if change.difference is None or change.interval is None:
        return None
    low, high = change.interval
    return {
        "before": rate(change.before),
        "difference": change.difference,
        "low": low,
        "high": high,
        "clear": clear,
    }


def percentile(found: Percentile | None) -> Json | None:
    """A percentile in seconds."""
    return None if found is None else {"seconds": found.seconds, "beyond": found.beyond}
