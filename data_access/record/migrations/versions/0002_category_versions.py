"""What default deadlines have been, so that an earlier version can be looked at; and statuses of
cameras by moment, for those dated ahead."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_versions",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("deadline_seconds", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_category_versions")),
    )
    op.create_index(op.f("ix_category_versions_version"), "category_versions", ["version"])
    op.create_index(op.f("ix_camera_events_moment"), "camera_events", ["moment"])
    # Of the past only the newest change is known.
    op.execute(
        "INSERT INTO category_versions (code, version, parent, deadline_seconds) "
        "SELECT code, version, parent, deadline_seconds FROM categories"
    )
