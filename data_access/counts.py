"""Counts: stock and flow at the top of the screen."""

from __future__ import annotations

from dataclasses import dataclass

from data_access import cohorts, stock
from data_access.definitions.counts import OF_PERIOD
from data_access.flows import FLOWS, Flows
from data_access.questions import Columns, Question, Scope


@dataclass(frozen=True)
class Counts:
    """What is open and overdue now; what came and was closed in the period; the cohort."""

    open: int
    overdue: int
    new: int
    closed: int
    cohort: int
    unlocated: int


def _shape(_: None, scope: Scope, now: dict[str, int], period: Columns, flows: Flows) -> Counts:
    closed = int(flows.closed.now.sum())
    of_period = cohorts.totals(period, scope, OF_PERIOD)
    return Counts(now["open"], now["overdue"], closed=closed, **of_period)


QUESTION = Question("counts", lambda _: None, _shape, shared=(stock.NOW, cohorts.BY_AREA, FLOWS))
