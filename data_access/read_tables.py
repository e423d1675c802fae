"""Tables that only the read side has: what is published, the geometry of coverage, and what is
likely to be told twice.

They lie in the read model; where questions are asked of PostgreSQL directly, in a schema there.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, MetaData, String, Table

from data_access.moments import Moment

metadata = MetaData()

# One row: the instant that everything in this file is true of. Written with the data, in one
# transaction, so that whoever reads sees the two together. On PostgreSQL a snapshot is the instant,
# and `version` is that up to which incidents were looked at.
published = Table(
    "published",
    metadata,
    Column("version", BigInteger, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("reference_version", BigInteger, nullable=False),  # newest change of names or areas
    Column("camera_version", BigInteger, nullable=False),
    Column("geometry_version", BigInteger, nullable=False),  # camera_version it was computed of
    Column("geometry_at", Moment),
    Column("geometry_range_m", Double),  # the assumed range of then
    Column("record", String, nullable=False),  # which record this follows
    Column("schema", String, nullable=False),  # hash of the columns of all tables
)

# What cameras in order see of every area, square metres.
area_cover = Table(
    "area_cover",
    metadata,
    Column("code", String, primary_key=True),
    Column("area_m2", Double, nullable=False),
    Column("covered_m2", Double, nullable=False),
)

# The located incidents that lie inside the union of the fields of view.
covered_incidents = Table(
    "covered_incidents",
    metadata,
    Column("incident_id", BigInteger, primary_key=True, autoincrement=False),
)

# Open incidents, and what another source reported that is likely to be the same thing
# (`duplicates`), whatever became of that.
likely_duplicates = Table(
    "likely_duplicates",
    metadata,
    Column("incident_id", BigInteger, primary_key=True, autoincrement=False),
    Column("other_id", BigInteger, primary_key=True, autoincrement=False),
    Column("other_reported_at", Moment, nullable=False),
)
