"""Sealed reviews: the content as one canonical file with its hash, kept beside the record.

A seal is one row, committed with the audit's: whatever is interrupted leaves none or a whole one. It is never
changed; sealing again adds an edition.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from data_access.access import audit
from data_access.filters import Filter
from data_access.moments import Micros, from_micros, to_micros
from data_access.record.access_tables import seals

Json = dict[str, Any]
_KIND = "onescreen review"
_LONGEST_NAME = 80


class SealError(ValueError):
    """What cannot be sealed, or is no seal; the text says why."""


@dataclass(frozen=True)
class Seal:
    """One edition of a sealed review; `digest` is the SHA-256 of its canonical content."""

    subject: str
    edition: int
    name: str
    sealed_at: Micros
    sealed_by: str
    digest: str
    content: Json


def canonical(content: Json) -> bytes:
    """The bytes that a content is known by: keys in order, no spaces, UTF-8."""
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(content: Json) -> str:
    """The SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical(content)).hexdigest()


def archive(seal: Seal) -> bytes:
    """A seal as a file that another machine can open and verify."""
    return canonical(
        {
            "kind": _KIND,
            "subject": seal.subject,
            "edition": seal.edition,
            "name": seal.name,
            "sealed_at": from_micros(seal.sealed_at).isoformat(),
            "sealed_by": seal.sealed_by,
            "sha256": seal.digest,
            "content": seal.content,
        }
    )


def opened(file: bytes) -> Json:
    """The content of such a file, whose hash is right. Raises SealError."""
    try:
        said = json.loads(file)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise SealError("this is no seal: it is not JSON") from None
    if (
        not isinstance(said, dict)
        or said.get("kind") != _KIND
        or not isinstance(said.get("content"), dict)
    ):
        raise SealError("this is no seal: it does not say that it is one")
    content: Json = said["content"]
    if digest(content) != said.get("sha256"):
        raise SealError("this seal was changed: its content has another hash than it says")
    return content


def subject(filter_: Filter) -> str:
    """What a review is of, as the key of its seals."""
    return urlencode(sorted(filter_.query().items()), safe=",:;")


def seal(engine: Engine, content: Json, name: str, by: str, now: Micros, address: str = "") -> Seal:
    """Keep a content as the next edition, and in the audit who did so and from where.

    Raises SealError where its figures may still change.
    """
    if not content["period"]["final"]:
        days = content["settings"]["delay_days"]
        raise SealError(f"the period is sealed {days} days after its end, and not before")
    if "chosen" in content["compared"]:
        raise SealError("what is sealed is compared with the period before, and with no chosen one")
    if len(name) > _LONGEST_NAME:
        raise SealError(f"a name has at most {_LONGEST_NAME} characters")
    of = urlencode(sorted(content["period"]["filter"].items()), safe=",:;")
    row: Json = {
        "subject": of,
        "name": name,
        "sealed_at": from_micros(now),
        "sealed_by": by,
        "digest": digest(content),
        "content": canonical(content).decode(),
    }
    with engine.execution_options(writes=True).begin() as connection:
        newest = select(func.max(seals.c.edition)).where(seals.c.subject == of)
        row["edition"] = 1 + (connection.execute(newest).scalar() or 0)
        try:
            connection.execute(insert(seals).values(row))
        except IntegrityError:
            raise SealError("somebody else is sealing the same: look at theirs first") from None
        told = {"edition": row["edition"], "sha256": row["digest"]}
        connection.execute(audit.entry(now, by, address, "sealed", of, **told))
    return _seal_of(row)


def editions(engine: Engine, of: str) -> list[Seal]:
    """All editions of what is reviewed, the first one first."""
    asked = select(seals).where(seals.c.subject == of).order_by(seals.c.edition)
    with engine.connect() as connection:
        return [_seal(row) for row in connection.execute(asked)]


def listed(engine: Engine) -> list[Seal]:
    """All seals, by what they are of."""
    asked = select(seals).order_by(seals.c.subject, seals.c.edition)
    with engine.connect() as connection:
        return [_seal(row) for row in connection.execute(asked)]


def since(sealed: Json, now: Json) -> list[Json]:
    """Counts that are others now than sealed: of all together, and of each unit that was judged."""
    found: list[Json] = []

    def compare(kind: str, code: str | None, old: Json | None, new: Json | None) -> None:
        for key in sorted({*(old or {}), *(new or {})}):
            was, is_ = (old or {}).get(key, 0), (new or {}).get(key, 0)
            if was != is_:
                found.append({"kind": kind, "code": code, "count": key, "sealed": was, "now": is_})

    compare("all", None, sealed["summary"]["counts"], now["summary"]["counts"])
    for kind in ("area", "department"):
        old, new = _rows(sealed, kind), _rows(now, kind)
        for code in sorted({*old, *new}, key=str):
            compare(kind, code, old.get(code), new.get(code))
    return found


def _rows(content: Json, kind: str) -> dict[str | None, Json]:
    tables = [table for table in content["tables"] if table["kind"] == kind]
    return {row["code"]: row["counts"] for table in tables for row in table["rows"] if row["code"]}


def _seal(row: Row[Any]) -> Seal:
    return _seal_of(row._asdict() | {"sealed_at": row.sealed_at})


def _seal_of(row: Json) -> Seal:
    content: Json = json.loads(row["content"])
    if digest(content) != row["digest"]:
        raise SealError(f"edition {row['edition']} of {row['subject']} was changed in the database")
    return Seal(
        row["subject"],
        row["edition"],
        row["name"],
        to_micros(row["sealed_at"]),
        row["sealed_by"],
        row["digest"],
        content,
    )
