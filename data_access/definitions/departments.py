"""By department: the closure counts of the cohort, a department judged by its own resolution."""

from __future__ import annotations

from data_access.definitions import closure
from data_access.definitions.vocabulary import Ratio, of_departments

COUNTS = tuple(of_departments(count) for count in closure.COUNTS)


def _rate(rate: Ratio) -> Ratio:
    of = {count.key: count for count in COUNTS}
    parts = tuple(of[part.key] for part in rate.numerator)
    return Ratio(rate.key, rate.name, parts, of[rate.denominator.key])


RATES = tuple(_rate(rate) for rate in closure.RATES)
