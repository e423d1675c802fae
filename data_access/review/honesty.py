"""What the figures of a review rest on, beside what its other sections say."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select

from data_access.record import loads
from data_access.record.tables import commits, events
from data_access.review.arrivals import Arrivals
from data_access.review.values import Json, Period


def honesty(now: Period) -> Json:
    """Of the cohort as it is told of, and of the sources."""
    names, counts = now.answered.names, now.answered.answers["counts"]
    arrivals: Arrivals = now.answered.answers["arrivals"]
    return {
        "cohort": counts.cohort,
        "unlocated": counts.unlocated,
        "corrected": arrivals.corrected,
        "default_deadlines": arrivals.default_deadlines,
        "sources": {code: moment.isoformat() for code, moment in sorted(names.newest.items())},
        "simulated": names.simulated,
        "illustrative": names.illustrative,
    }


def of_record(now: Period, record: Engine, zone: ZoneInfo) -> Json:
    """What only the record knows. `late`: incidents of the cohort that were first told after the period's end;
    None where the record knows of incidents only since then (`known_since`), and so cannot say. `loads`: of
    files, of the whole record, that ended from the period's begin to the moment of the figures."""
    as_of = now.answered.published.as_of
    start, end = now.reviewed.filter.window(as_of, zone)
    since = _known_since(record)
    known = since is None or since < end
    return {
        "late": _late(now.answered.answers["arrivals"], record, end) if known else None,
        "known_since": since and since.isoformat(),
        "loads": asdict(loads.between(record, start, as_of)),
    }


def _late(arrivals: Arrivals, record: Engine, end: datetime) -> int:
    if not len(arrivals.versions):
        return 0
    lowest, highest = int(arrivals.versions[0]), int(arrivals.versions[-1])
    c = commits.c
    after = select(c.version).where(c.version.between(lowest, highest), c.committed_at >= end)
    with record.connect() as connection:
        return arrivals.first_told_in(set(connection.execute(after).scalars()))


def _known_since(record: Engine) -> datetime | None:
    """The moment of the commit that told of the first incidents."""
    first = select(func.min(events.c.version)).scalar_subquery()
    asked = select(commits.c.committed_at).where(commits.c.version == first)
    with record.connect() as connection:
        found: datetime | None = connection.execute(asked).scalar()
    return found
