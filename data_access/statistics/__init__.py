"""The statistics behind the figures (docs/indicators): pure functions of numbers.

`rates` has a rate, its interval and its change, `ranking` what one unit's rate says against the
others', `changes` counts of two periods, `survival` percentiles of times, `scoring` assessment scores.
"""

from data_access.statistics.changes import CLEAR_Z, count_change, dispersion
from data_access.statistics.ranking import (
    WINSORISED,
    Band,
    Funnel,
    bands,
    funnel,
    overdispersion,
    places,
)
from data_access.statistics.rates import (
    Z95,
    Z998,
    Change,
    Rate,
    RateChange,
    Target,
    against_target,
    clear_changes,
    wilson,
)
from data_access.statistics.scoring import (
    ENOUGH,
    SWAY,
    Scored,
    score_places,
    score_ranges,
)
from data_access.statistics.survival import (
    Durations,
    Percentile,
    plain_percentile,
    survival_percentiles,
)

__all__ = [
    "CLEAR_Z",
    "ENOUGH",
    "SWAY",
    "WINSORISED",
    "Z95",
    "Z998",
    "Band",
    "Change",
    "Durations",
    "Funnel",
    "Percentile",
    "Rate",
    "RateChange",
    "Scored",
    "Target",
    "against_target",
    "bands",
    "clear_changes",
    "count_change",
    "dispersion",
    "funnel",
    "overdispersion",
    "places",
    "plain_percentile",
    "score_places",
    "score_ranges",
    "survival_percentiles",
    "wilson",
]
