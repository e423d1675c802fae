"""The tables beside the record: accounts, sessions, displays, the audit, sealed reviews, and loads.

They lie in the record's database with metadata of their own, since what is written here is no news
of the district: it raises no version and reaches no read model.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from data_access.moments import Moment
from data_access.record.tables import metadata as record_metadata

metadata = MetaData(naming_convention=record_metadata.naming_convention)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String, primary_key=True),  # folded: see access.accounts.folded
    Column("display_name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("areas", JSON, nullable=False),  # codes; none: the whole district
    Column("departments", JSON, nullable=False),  # codes; none: all
    Column("password_hash", String),  # absent: another server says who it is
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# Screens that nobody logs in at, such as a wall's.
displays = Table(
    "displays",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("token_hash", String, nullable=False, unique=True),
    Column("areas", JSON, nullable=False),
    Column("departments", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String, nullable=False),
    Column("expires_at", Moment),
    Column("exchanged_at", Moment),  # its token is good once
    Column("seen_at", Moment),
    Column("revoked_at", Moment),
)

# Of an account or of a display. The secret that opens one is in its browser only.
sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("secret_hash", String, nullable=False, unique=True),
    Column("account", String, ForeignKey("accounts.name"), index=True),
    Column("display", String, ForeignKey("displays.id"), index=True),
    Column("begun_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("address", String, nullable=False),
    Column("agent", String, nullable=False),
    Column("ended_at", Moment),
)

# Rows are added only: triggers of both engines refuse to change or to remove one.
audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("moment", Moment, nullable=False, index=True),
    Column("actor", String, nullable=False),
    Column("address", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", JSON, nullable=False),
)

# Sealed reviews: rows are added only, as above. `content` is canonical JSON, `digest` its SHA-256.
seals = Table(
    "seals",
    metadata,
    Column("subject", String, primary_key=True),  # the query of what is reviewed
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("sealed_at", Moment, nullable=False),
    Column("sealed_by", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("content", Text, nullable=False),
)

# What a meeting resolved: whom it asks, until when, and whether it is done.
resolutions = Table(
    "resolutions",
    metadata,
    Column("id", String, primary_key=True),
    Column("text", String, nullable=False),
    Column("unit_kind", String, nullable=False),  # area or department
    Column("unit", String, nullable=False),
    Column("due", String, nullable=False),  # a local day
    Column("created_at", Moment, nullable=False),
    Column("created_by", String, nullable=False),
    Column("done_at", Moment),
    Column("done_by", String),
)

# How each load of a file ended, and nothing of what the file says; a load that is killed has no row.
loads = Table(
    "loads",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("file", String, nullable=False),  # its name, without the folder
    Column("began", Moment, nullable=False),
    Column("ended", Moment, nullable=False),
    Column("finished", Boolean, nullable=False),  # else it was refused, failed or was stopped
    Column("read", BigInteger, nullable=False),  # rows of the file, the unreadable ones included
    Column("new", BigInteger, nullable=False),  # as its summary says
    Column("changed", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),  # rows
)

# A name is free again once its display is revoked.
_LIVE = displays.c.revoked_at.is_(None)
Index(
    "uq_displays_live_name",
    displays.c.name,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
