"""The record's tables. The read model has the same tables with the same columns, so that one
select runs on either; `READ_TABLES` names those that it holds.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data_access.moments import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _named(name: str, *columns: Column[object]) -> Table:
    """A reference table: a code, its names, what else it has, and its version."""
    return Table(
        name,
        metadata,
        Column("code", String, primary_key=True),
        Column("name_zh", String, nullable=False),
        Column("name_en", String, nullable=False),
        *columns,
        Column("version", BigInteger, nullable=False, index=True),
    )


# One row: the newest committed version. A writer raises it first, which locks it until commit,
# so that versions become visible in the order of their numbers.
head = Table(
    "head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)

commits = Table(
    "commits",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("committed_at", Moment, nullable=False),
    Column("origin", String, nullable=False),
)

# Small facts about the record itself: whether it is simulated, its seed, how far its feed got.
facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("content", Text, nullable=False),
)

areas = _named(
    "areas",
    Column("level", SmallInteger, nullable=False),  # 0 is the district
    Column("parent", String, ForeignKey("areas.code")),
    Column("geometry", Text),  # GeoJSON, WGS-84
    Column("illustrative", Boolean, nullable=False),
    Column("population", BigInteger),
    Column("enterprises", BigInteger),
)

# Every area with each of its ancestors and itself, so that any level is one join away.
area_ancestors = Table(
    "area_ancestors",
    metadata,
    Column("code", String, primary_key=True),
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("ancestor", String, nullable=False, index=True),
    Column("version", BigInteger, nullable=False, index=True),
)

departments = _named("departments")
categories = _named(
    "categories",
    Column("parent", String, ForeignKey("categories.code")),
    Column("deadline_seconds", BigInteger),  # default of its incidents; absent: the parent's
)
# What a category's default deadline has been: a row for each version that changed it.
category_versions = Table(
    "category_versions",
    metadata,
    Column("code", String, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("parent", String),
    Column("deadline_seconds", BigInteger),
)
sources = _named("sources", Column("stale_after_seconds", BigInteger))
scenarios = _named("scenarios")

# Identity alone, never partitioned: everything else about an incident may be.
incident_keys = Table(
    "incident_keys",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("source", String, ForeignKey("sources.code"), nullable=False),
    Column("external_id", String, nullable=False),
    UniqueConstraint("source", "external_id"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("source", String, nullable=False),
    Column("external_id", String, nullable=False),
    # what was said of it, as corrected
    Column("area", String),  # the finest known
    Column("category", String),
    Column("scenario", String),
    Column("priority", SmallInteger),  # 1 is the most urgent
    Column("lon", Double),
    Column("lat", Double),
    Column("address", Text),
    Column("text", Text),
    Column("own_deadline", Moment),  # given with it; absent: the category's default
    # what follows from its events
    Column("stage", String, nullable=False),
    Column("voided", Boolean, nullable=False),
    Column("reported_at", Moment, nullable=False, index=True),
    Column("dispatched_at", Moment),  # first
    Column("responded_at", Moment),  # first response of any department
    Column("resolved_at", Moment),  # accepted resolution by the department it counts with
    Column("closed_at", Moment),  # the latest closing in force
    Column("deadline", Moment),  # effective, without the pause still in force
    Column("suspended_at", Moment),  # begin of the pause in force
    Column("lead", String),  # department that leads it now
    Column("department", String),  # department it counts with: lead at its deadline
    Column("returns", Integer, nullable=False),
    Column("decisions", Integer, nullable=False),  # verifications and returns
    Column("extended", Boolean, nullable=False),  # granted before the deadline passed
    Column("stage_from", Moment),  # begin of the present stage, moved on by its pauses
    Column("reported_seconds", BigInteger),  # active time in each stage left so far
    Column("dispatched_seconds", BigInteger),
    Column("responded_seconds", BigInteger),
    Column("resolved_seconds", BigInteger),
    Column("response_seconds", BigInteger),  # active time from report to first response
    Column("total_seconds", BigInteger),  # and to the closing in force
    Column("active_from", Moment, nullable=False),  # reported_at, moved on by its pauses
    Column("latest_at", Moment, nullable=False),  # its newest event that has come
    Column("wakes_at", Moment, index=True),  # its next event dated ahead
    Column("version", BigInteger, nullable=False, index=True),
)

events = Table(
    "events",
    metadata,
    Column("incident_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),  # order of arrival
    Column("kind", String, nullable=False),
    Column("moment", Moment, nullable=False),
    Column("department", String),  # of the actor
    Column("target", String),  # department that it was dispatched to
    Column("role", String),  # lead or co
    Column("field", String),  # corrected: which, from what, to what
    Column("old", Text),
    Column("new", Text),
    Column("deadline", Moment),  # extended: to when
    Column("note", Text),  # e.g. that its local time was ambiguous
    Column("version", BigInteger, nullable=False, index=True),
)

assignments = Table(
    "assignments",
    metadata,
    Column("incident_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("department", String, nullable=False),
    Column("role", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("outcome", String, nullable=False),  # waiting, answered, passed_on, unanswered
    Column("active_seconds", BigInteger),  # to the outcome; absent while waiting
    Column("active_from", Moment),  # while unresolved: started_at, moved on by its pauses
    Column("paused_at", Moment),  # while waiting: begin of the pause in force
    Column("handled_seconds", BigInteger),  # active time to its department's resolution
    Column("version", BigInteger, nullable=False, index=True),
)

cameras = _named(
    "cameras",
    Column("lon", Double, nullable=False),
    Column("lat", Double, nullable=False),
    Column("area", String),
    Column("bearing", Double),  # degrees clockwise from north; absent: sees all around
    Column("angle", Double),  # degrees of the field of view
    Column("range_m", Double),  # metres; absent: the configured default, "assumed"
    Column("installed", Boolean),
    Column("online", Boolean),  # absent: the source does not say
    Column("in_order", Boolean),
    Column("status_at", Moment),
    Column("last_seen", Moment),
)

camera_events = Table(
    "camera_events",
    metadata,
    Column("camera", String, primary_key=True),
    Column("moment", Moment, primary_key=True, index=True),
    Column("installed", Boolean),
    Column("online", Boolean),
    Column("in_order", Boolean),
    Column("version", BigInteger, nullable=False, index=True),
)

REFERENCE = (departments, categories, sources, scenarios)
READ_TABLES = (
    areas,
    area_ancestors,
    *REFERENCE,
    incidents,
    events,
    assignments,
    cameras,
    camera_events,
    category_versions,
)

Index("ix_assignments_department", assignments.c.department)
# For questions: PostgreSQL answers them, if it is asked directly, and SQLite never does.
for _index in (
    Index("ix_events_moment", events.c.moment),
    Index("ix_incidents_source", incidents.c.source, incidents.c.latest_at),
    Index(
        "ix_incidents_open",
        incidents.c.reported_at,
        postgresql_where=incidents.c.closed_at.is_(None),
    ),
):
    _index.ddl_if("postgresql")
    _index.info["only"] = "postgresql"
