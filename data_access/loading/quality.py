"""The quality of what is loaded: what is missing, unlocated, doubled, unknown or stale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Engine, Table, and_, func, select

from data_access.record.tables import (
    areas,
    cameras,
    categories,
    departments,
    events,
    incidents,
    scenarios,
    sources,
)
from data_access.settings import Settings

_MOMENTS = ("dispatched_at", "responded_at", "resolved_at", "closed_at", "deadline")


@dataclass(frozen=True)
class Finding:
    """One line about the record; `wrong` where it cannot be right, whatever the source."""

    topic: str
    text: str
    wrong: bool = False


def findings(engine: Engine, settings: Settings, now: datetime) -> list[Finding]:
    """Everything there is to say about the quality of the record."""
    with engine.connect() as connection:
        return [
            *_amounts(connection, settings),
            *_missing(connection),
            *_unlocated(connection),
            *_duplicates(connection),
            *_unknown(connection),
            *_ahead(connection, settings, now),
            *_freshness(connection, settings, now),
        ]


def _count(connection: Connection, table: Table, *conditions: object) -> int:
    query = select(func.count()).select_from(table)
    for condition in conditions:
        query = query.where(condition)  # type: ignore[arg-type]
    return int(connection.execute(query).scalar_one())


def _amounts(connection: Connection, settings: Settings) -> Iterator[Finding]:
    per_level = select(areas.c.level, func.count(), func.count(areas.c.geometry))
    for level, number, outlined in connection.execute(
        per_level.group_by(areas.c.level).order_by(areas.c.level)
    ):
        known = level < len(settings.levels)
        name = settings.levels[level].en_plural if known else f"areas of level {level}"
        yield Finding(
            "loaded",
            f"{name}: {number:,}, {outlined:,} with an outline"
            + ("" if known else ": that level is not configured"),
            wrong=not known,
        )
    for table in (departments, categories, sources, scenarios, cameras, incidents, events):
        yield Finding("loaded", f"{table.name}: {_count(connection, table):,}")


def _missing(connection: Connection) -> Iterator[Finding]:
    columns = incidents.c
    row = connection.execute(
        select(func.count(), *(func.count(columns[name]) for name in _MOMENTS)).where(
            ~columns.voided
        )
    ).one()
    for name, there in zip(_MOMENTS, row[1:], strict=True):
        if there < row[0]:
            yield Finding("missing moments", f"{_share(row[0] - there, row[0])} have no {name}")


def _unlocated(connection: Connection) -> Iterator[Finding]:
    columns = incidents.c
    all_ = _count(connection, incidents)
    counts = {
        "have no location": [columns.lon.is_(None)],
        "have no area": [columns.area.is_(None)],
        "have neither location nor area": [columns.lon.is_(None), columns.area.is_(None)],
    }
    for what, conditions in counts.items():
        number = _count(connection, incidents, *conditions)
        if number:
            yield Finding("unlocated", f"{_share(number, all_)} {what}")
    outside = _count(connection, cameras, cameras.c.area.is_(None))
    if outside:
        yield Finding("unlocated", f"{outside:,} cameras stand in no area")


def _duplicates(connection: Connection) -> Iterator[Finding]:
    """Incidents alike in all that a source says of them but their number; cameras on one spot."""
    columns = incidents.c
    alike = (columns.source, columns.reported_at, columns.category, columns.lon, columns.lat,
             columns.address, columns.text)  # fmt: skip
    yield from _doubled(
        connection, alike, "incidents agree in source, report, category, place and text"
    )
    yield from _doubled(connection, (cameras.c.lon, cameras.c.lat), "cameras share one position")


def _doubled(
    connection: Connection, columns: tuple[Column[object], ...], what: str
) -> Iterator[Finding]:
    groups = (
        select(func.count().label("alike"))
        .select_from(columns[0].table)
        .group_by(*columns)
        .having(func.count() > 1)
        .subquery()
    )
    number, rows = connection.execute(select(func.count(), func.sum(groups.c.alike))).one()
    if number:
        yield Finding("possible duplicates", f"{rows:,} {what}, in {number:,} groups")


def _unknown(connection: Connection) -> Iterator[Finding]:
    columns = incidents.c
    for column, table in (
        (columns.area, areas),
        (columns.category, categories),
        (columns.department, departments),
        (columns.scenario, scenarios),
        (columns.source, sources),
        (cameras.c.area, areas),
    ):
        known = select(table.c.code)
        rows = connection.execute(
            select(column, func.count())
            .where(and_(column.is_not(None), column.not_in(known)))
            .group_by(column)
            .order_by(func.count().desc(), column)
        ).all()
        if rows:
            shown = ", ".join(repr(code) for code, _ in rows[:5])
            more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
            total = sum(number for _, number in rows)
            yield Finding(
                "unknown codes",
                f"{total:,} {column.table.name} name {column.name} {shown}{more}, not loaded",
                wrong=True,
            )


def _ahead(connection: Connection, settings: Settings, now: datetime) -> Iterator[Finding]:
    number, cases, latest = connection.execute(
        select(
            func.count(),
            func.count(events.c.incident_id.distinct()),
            func.max(events.c.moment),
        )
        .join(incidents, incidents.c.id == events.c.incident_id)
        .where(incidents.c.wakes_at.is_not(None), events.c.moment > now)
    ).one()
    if number:
        local = latest.astimezone(settings.zone).isoformat(" ", "seconds")
        yield Finding(
            "dated ahead",
            f"{number:,} events of {cases:,} incidents take effect when their moment comes; the "
            f"latest {local}",
        )


def _freshness(connection: Connection, settings: Settings, now: datetime) -> Iterator[Finding]:
    newest = (
        select(incidents.c.source, func.max(events.c.moment).label("moment"))
        .join(events, events.c.incident_id == incidents.c.id)
        .where(events.c.moment <= now)
        .group_by(incidents.c.source)
        .subquery()
    )
    rows = connection.execute(
        select(sources.c.code, sources.c.stale_after_seconds, newest.c.moment)
        .select_from(sources.outerjoin(newest, newest.c.source == sources.c.code))
        .order_by(sources.c.code)
    )
    for code, own, moment in rows:
        if moment is None:
            yield Finding("freshness", f"{code}: nothing yet")
            continue
        limit = timedelta(seconds=own or settings.stale_after_seconds)
        age = timedelta(seconds=int((now - moment).total_seconds()))
        local = moment.astimezone(settings.zone).isoformat(" ", "seconds")
        state = "stale" if age > limit else "fresh"
        yield Finding("freshness", f"{code}: newest event {local}, {age} ago, {state}")


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} incidents ({part / whole:.1%})"
