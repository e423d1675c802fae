"""Which definitions stand behind each figure of the screen, by panel.

The keys are what `data-counted` of an element holds: "closure.on_time_rate".
"""

from __future__ import annotations

from data_access.definitions import (
    change,
    closure,
    counts,
    coverage,
    feed,
    freshness,
    heat,
    loop,
    response,
    trend,
    worklists,
)
from data_access.definitions import incidents as i
from data_access.definitions.vocabulary import Definition

Figures = dict[str, tuple[Definition, ...]]

_TESTED = (closure.INTERVAL, closure.BANDS)
_STAGE = (loop.SHARE["dispatched"], loop.TIME["dispatched"], loop.STANDING["dispatched"])

_OF_PANELS: dict[str, Figures] = {
    "counts": {
        "open": (counts.NOW_OPEN, *change.OF_STOCK),
        "new": (counts.NEW, *change.OF_FLOW),
        "closed": (counts.CLOSINGS, *change.OF_FLOW),
        "overdue": (counts.OVERDUE_SHARE, *change.OF_STOCK),
        "closure": (closure.CLOSURE_RATE, closure.INTERVAL, *closure.BESIDE),
        "on_time": (closure.ON_TIME_RATE, closure.INTERVAL, *closure.BESIDE),
    },
    "worklists": {count.key: (count,) for count in worklists.WORKLISTS},
    "closure": {
        "rates": (closure.CLOSURE_RATE, closure.ON_TIME_RATE, *_TESTED, *closure.BESIDE),
        "closure_rate": (closure.CLOSURE_RATE, *_TESTED),
        "on_time_rate": (closure.ON_TIME_RATE, closure.INTERVAL),
        "interval": _TESTED,
        "beside": closure.BESIDE,
    },
    "loop": {
        "filed": (i.FILED,),
        "stage": _STAGE,
        "reached": (loop.SHARE["dispatched"],),
        "median": (loop.TIME["dispatched"],),
        "standing": (loop.STANDING["dispatched"],),
        "closed": (loop.SHARE[loop.LAST],),
    },
    "heat": {
        "cohort": (i.COHORT,),
        "unlocated": (i.UNLOCATED,),
        "outside": (heat.OUTSIDE, i.LOCATED),
        "density": (heat.DENSITY, heat.COLOURS, i.LOCATED),
    },
    "response": {
        "times": (response.RESPONSE_TIME, response.OLDEST, response.PLAIN),
        "waiting": (response.WAITING, response.OLDEST),
    },
    "coverage": {
        "cameras": (
            coverage.ONLINE_RATE,
            coverage.IN_ORDER_RATE,
            coverage.COVERED_SHARE,
            coverage.COVERED_INCIDENTS,
            coverage.BLIND,
        ),
        "installed": (coverage.INSTALLED,),
        "online": (coverage.ONLINE_RATE,),
        "in_order": (coverage.IN_ORDER_RATE,),
        "area": (coverage.COVERED_SHARE,),
        "incidents": (coverage.COVERED_INCIDENTS,),
        "blind": (coverage.BLIND, coverage.COVERED_SHARE, coverage.CELLS),
        "assumed": (coverage.ASSUMED,),
    },
    "trend": {
        "new": (counts.NEW, trend.STEP),
        "closed": (counts.CLOSINGS, trend.STEP),
        "usual": (trend.USUAL, counts.NEW),
        "step": (trend.STEP,),
        "lines": (counts.NEW, counts.CLOSINGS, trend.STEP, trend.USUAL),
    },
    "feed": {
        "items": (feed.ITEMS, feed.TAKEN, feed.TIMES_SENT_BACK),
        "closed": (feed.TAKEN,),
        "returned": (feed.TIMES_SENT_BACK,),
    },
    "age": {"newest": (freshness.NEWEST, freshness.AGE)},
}

SHOWN: Figures = {
    f"{panel}.{figure}": definitions
    for panel, figures in _OF_PANELS.items()
    for figure, definitions in figures.items()
}
