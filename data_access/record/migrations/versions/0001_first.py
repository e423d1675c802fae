"""The record's first schema."""

import sqlalchemy as sa
from alembic import op

from data_access.moments import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_ancestors",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("ancestor", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", "level", name=op.f("pk_area_ancestors")),
    )
    op.create_index(
        op.f("ix_area_ancestors_ancestor"), "area_ancestors", ["ancestor"], unique=False
    )
    op.create_index(op.f("ix_area_ancestors_version"), "area_ancestors", ["version"], unique=False)
    op.create_table(
        "areas",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("geometry", sa.Text(), nullable=True),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("population", sa.BigInteger(), nullable=True),
        sa.Column("enterprises", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["areas.code"], name=op.f("fk_areas_parent_areas")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
    )
    op.create_index(op.f("ix_areas_version"), "areas", ["version"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("incident_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("active_seconds", sa.BigInteger(), nullable=True),
        sa.Column("active_from", Moment(), nullable=True),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("handled_seconds", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "seq", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_department", "assignments", ["department"], unique=False)
    op.create_index(op.f("ix_assignments_version"), "assignments", ["version"], unique=False)
    op.create_table(
        "camera_events",
        sa.Column("camera", sa.String(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.Column("installed", sa.Boolean(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("camera", "moment", name=op.f("pk_camera_events")),
    )
    op.create_index(op.f("ix_camera_events_version"), "camera_events", ["version"], unique=False)
    op.create_table(
        "cameras",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("bearing", sa.Double(), nullable=True),
        sa.Column("angle", sa.Double(), nullable=True),
        sa.Column("range_m", sa.Double(), nullable=True),
        sa.Column("installed", sa.Boolean(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=True),
        sa.Column("status_at", Moment(), nullable=True),
        sa.Column("last_seen", Moment(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cameras")),
    )
    op.create_index(op.f("ix_cameras_version"), "cameras", ["version"], unique=False)
    op.create_table(
        "categories",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("deadline_seconds", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent"], ["categories.code"], name=op.f("fk_categories_parent_categories")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categories")),
    )
    op.create_index(op.f("ix_categories_version"), "categories", ["version"], unique=False)
    op.create_table(
        "commits",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("committed_at", Moment(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_commits")),
    )
    op.create_table(
        "departments",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_departments")),
    )
    op.create_index(op.f("ix_departments_version"), "departments", ["version"], unique=False)
    op.create_table(
        "events",
        sa.Column("incident_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("deadline", Moment(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "seq", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_version"), "events", ["version"], unique=False)
    op.create_table(
        "facts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("scenario", sa.String(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("own_deadline", Moment(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.Column("dispatched_at", Moment(), nullable=True),
        sa.Column("responded_at", Moment(), nullable=True),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("deadline", Moment(), nullable=True),
        sa.Column("suspended_at", Moment(), nullable=True),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("stage_from", Moment(), nullable=True),
        sa.Column("reported_seconds", sa.BigInteger(), nullable=True),
        sa.Column("dispatched_seconds", sa.BigInteger(), nullable=True),
        sa.Column("responded_seconds", sa.BigInteger(), nullable=True),
        sa.Column("resolved_seconds", sa.BigInteger(), nullable=True),
        sa.Column("response_seconds", sa.BigInteger(), nullable=True),
        sa.Column("total_seconds", sa.BigInteger(), nullable=True),
        sa.Column("active_from", Moment(), nullable=False),
        sa.Column("latest_at", Moment(), nullable=False),
        sa.Column("wakes_at", Moment(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(op.f("ix_incidents_reported_at"), "incidents", ["reported_at"], unique=False)
    op.create_index(op.f("ix_incidents_version"), "incidents", ["version"], unique=False)
    op.create_index(op.f("ix_incidents_wakes_at"), "incidents", ["wakes_at"], unique=False)
    op.create_table(
        "scenarios",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_scenarios")),
    )
    op.create_index(op.f("ix_scenarios_version"), "scenarios", ["version"], unique=False)
    op.create_table(
        "sources",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("stale_after_seconds", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sources")),
    )
    op.create_index(op.f("ix_sources_version"), "sources", ["version"], unique=False)
    op.create_table(
        "incident_keys",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["sources.code"], name=op.f("fk_incident_keys_source_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_keys")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_incident_keys_source")),
    )
    op.execute("INSERT INTO head (id, version) VALUES (1, 0)")
