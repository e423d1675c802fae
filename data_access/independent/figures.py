"""Every figure of `onescreen figures`, recomputed from what was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from data_access.independent import cases as c
from data_access.independent import changes, cohorts, coverage, durations, narrowed, series
from data_access.independent.plane import Plane, Sight, statuses
from data_access.independent.told import Progress, Record, iso, micros
from data_access.settings import Settings


def figures(
    record: Record,
    query: Mapping[str, str],
    as_of: datetime,
    settings: Settings,
    *,
    sight_at: datetime | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The figures of a filter's canonical query at (`record.version`, `as_of`): the keys and the
    structure of `data_access.figures`, with what `tolerance` names in the place of a few values.

    `sight_at`: when what the cameras see was computed (default: `as_of`).
    """
    moment = micros(as_of)
    return Looking(record, moment, settings, progress).at(query, sight_at)


class Looking:
    """A record at a moment, looked at with one query after another."""

    def __init__(
        self, record: Record, moment: int, settings: Settings, progress: Progress | None = None
    ) -> None:
        self._record, self._moment, self._settings = record, moment, settings
        self._cases = c.cases(record, moment, progress)
        self._plane = Plane(record)

    def at(self, query: Mapping[str, str], sight_at: datetime | None = None) -> dict[str, Any]:
        """All figures of a query."""
        record, moment, settings = self._record, self._moment, self._settings
        period = c.window(query, moment, settings.zone)
        every = c.matching(record, self._cases, query, settings)
        cohort = c.live(c.reported(every, period))
        of_all = c.matching(record, self._cases, query, settings, department=False)
        of_all = c.live(c.reported(of_all, period))
        # A status is of now, and so are a stage and what is on a worklist.
        oldest = min((case.history.reported for case in self._cases), default=None)
        words = c.chosen(query, "only") - {"unlocated"}
        of_now = "status" in query or "stage" in query or bool(words)
        known_since = None if of_now else oldest
        return {
            "version": record.version,
            "as_of": iso(moment),
            "filter": dict(query),
            "start": iso(period[0]),
            "end": iso(period[1]),
            "newest": series.newest(record, moment),
            "counts": cohorts.counts(every, period),
            "change": changes.change(every, query, period, moment, settings.zone, known_since),
            "closure": cohorts.closure(record, every, query, period, settings.min_denominator),
            "loop": durations.loop(cohort),
            "heat": coverage.heat(record, cohort, self._plane, settings.heat_bandwidth_m),
            "response": durations.response(record, of_all, query),
            "coverage": coverage.Coverage(
                record,
                cohort,
                query,
                statuses(record, record.version, moment),
                self._plane,
                self._sight(moment if sight_at is None else micros(sight_at)),
                settings.blind_share,
            ).figures(),
            "trend": series.trend(every, period, moment, settings.zone, known_since),
            "feed": series.feed(every, period),
            "departments": cohorts.departments(
                record, every, query, period, settings.min_denominator
            ),
            "worklists": narrowed.worklists(
                c.matching(record, self._cases, {**query, "status": "", "only": ""}, settings),
                settings,
            ),
            "times": durations.times(cohort, durations.assigned(of_all, query)),
        }

    @lru_cache(maxsize=2)  # noqa: B019 - it lives as long as the few queries of one comparison
    def _sight(self, moment: int) -> Sight:
        """What the cameras saw: at the instant itself, or by the commits of an earlier moment."""
        version = self._record.version
        if moment != self._moment:
            then = [number for number, at in self._record.commits if at <= moment]
            version = min(version, max(then, default=0))
        range_m = self._settings.camera_range_m
        return coverage.sight(self._record, self._plane, version, moment, range_m)
