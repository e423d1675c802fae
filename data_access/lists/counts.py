"""The counts that have a list, by the panel that shows them; the address names one `panel.count`."""

from __future__ import annotations

from data_access.definitions import (
    closure,
    counts,
    coverage,
    incidents,
    loop,
    response,
    worklists,
)
from data_access.definitions.vocabulary import Count
from data_access.lists.cells import BLIND
from data_access.lists.outside import OUTSIDE

FAMILIES: dict[str, dict[str, Count]] = {
    "counts": {
        "open": counts.NOW_OPEN,
        "overdue": counts.NOW_OVERDUE,
        "new": counts.NEW,
        "closed": counts.CLOSINGS,
    },
    "worklists": {count.key: count for count in worklists.WORKLISTS},
    "closure": {count.key: count for count in closure.COUNTS},
    "loop": {
        "filed": incidents.FILED,
        **{f"reached.{stage}": count for stage, count in loop.REACHED.items()},
        **{f"standing.{stage}": count for stage, count in loop.STANDING.items()},
    },
    "heat": {
        "cohort": incidents.COHORT,
        "located": incidents.LOCATED,
        "unlocated": incidents.UNLOCATED,
        "outside": OUTSIDE,
    },
    "response": {
        "assignments": response.ASSIGNMENTS,
        "answered": response.ANSWERED,
        "waiting": response.WAITING,
        "passed_on": response.PASSED_ON,
        "unanswered": response.UNANSWERED,
    },
    "coverage": {"located": incidents.LOCATED, "covered": coverage.COVERED, "blind": BLIND},
    "cameras": {
        "installed": coverage.INSTALLED,
        "online": coverage.ONLINE,
        "in_order": coverage.IN_ORDER,
        "assumed": coverage.ASSUMED,
    },
}
"""Counts that are shown side by side, in the order in which they are."""

LISTED: dict[str, Count] = {
    f"{family}.{name}": count for family, found in FAMILIES.items() for name, count in found.items()
}

UNITS = {"response": "department"}
"""What a unit of a family's counts is, where it is no area."""
