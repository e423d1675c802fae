"""What PostgreSQL needs to answer questions itself; SQLite answers none."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(op.f("ix_events_moment"), "events", ["moment"])
