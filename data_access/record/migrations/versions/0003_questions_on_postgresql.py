"""What PostgreSQL needs to answer questions itself; SQLite answers none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_events_moment", "events", ["moment"])
        op.create_index("ix_incidents_source", "incidents", ["source", "latest_at"])
        op.create_index(
            "ix_incidents_open",
            "incidents",
            ["reported_at"],
            postgresql_where=sa.text("closed_at IS NULL"),
        )
