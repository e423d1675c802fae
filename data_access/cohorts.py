"""The cohort: what was reported in the period, by area and by all that a screen counts of it."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.definitions import closure
from data_access.definitions.counts import OF_PERIOD
from data_access.definitions.coverage import COVERED
from data_access.definitions.incidents import ALL, IN_PERIOD, LOCATED
from data_access.definitions.loop import LAST, REACHED
from data_access.definitions.vocabulary import Count
from data_access.flat import cases
from data_access.marks import Marks, marked
from data_access.questions import Columns, Scope, Shared

MARKS = Marks(
    (*closure.COUNTS, *OF_PERIOD, LOCATED, COVERED, REACHED[LAST]), of=ALL, given=(IN_PERIOD,)
)
BY_AREA = Shared(lambda scope: MARKS.select(scope, cases.c.area), marked)


def totals(found: Columns, scope: Scope, counts: Sequence[Count]) -> dict[str, int]:
    """Some counts of all areas together, by their keys."""
    nothing = dict.fromkeys((count.key for count in counts), 0)
    return MARKS.sums(found, scope, lambda _: None, counts).get(None, nothing)
