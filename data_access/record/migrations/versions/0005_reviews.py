"""Sealed reviews, which are only added to, and what meetings resolved."""

import sqlalchemy as sa
from alembic import op

from data_access.moments import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# REPLACE removes a row of SQLite without any trigger of its removal.
_SQLITE = (
    "CREATE TRIGGER seals_update BEFORE UPDATE ON seals "
    "BEGIN SELECT RAISE(ABORT, 'seals are only added to'); END",
    "CREATE TRIGGER seals_delete BEFORE DELETE ON seals "
    "BEGIN SELECT RAISE(ABORT, 'seals are only added to'); END",
    "CREATE TRIGGER seals_replace BEFORE INSERT ON seals "
    "WHEN EXISTS (SELECT 1 FROM seals WHERE subject = NEW.subject AND edition = NEW.edition) "
    "BEGIN SELECT RAISE(ABORT, 'seals are only added to'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION seals_refusal() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'seals are only added to'; END $$",
    "CREATE TRIGGER seals_row BEFORE UPDATE OR DELETE ON seals "
    "FOR EACH ROW EXECUTE FUNCTION seals_refusal()",
    "CREATE TRIGGER seals_all BEFORE TRUNCATE ON seals "
    "FOR EACH STATEMENT EXECUTE FUNCTION seals_refusal()",
)


def upgrade() -> None:
    op.create_table(
        "seals",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sealed_at", Moment(), nullable=False),
        sa.Column("sealed_by", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "edition", name=op.f("pk_seals")),
    )
    op.create_table(
        "resolutions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("unit_kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolutions")),
    )
    triggers = _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE
    for trigger in triggers:
        op.execute(trigger)


def downgrade() -> None:
    op.drop_table("resolutions")
    op.drop_table("seals")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION seals_refusal()")
