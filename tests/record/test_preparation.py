"""A batch is prepared while others write; what they changed of it is prepared again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.preparation import Prepared, prepare
from data_access.record.states import joined
from data_access.record.tables import categories, commits, incident_keys, incidents
from data_access.record.write import (
    add_incidents,
    add_prepared,
    newest_version,
    write_incidents,
    write_named,
    writing,
)
from tests.engines import Databases
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    copied,
    dispatched,
    incident,
    known,
    named,
    reported,
    rows,
    write_reference,
)

NOW = MONDAY + DAY


def _write(engine: Engine, *batch: Incident) -> None:
    write_incidents(engine, copied(batch), now=NOW, origin="test")


def _deadline(engine: Engine, seconds: int) -> None:
    said = named("leak", deadline_seconds=seconds)
    write_named(engine, categories, said, now=NOW, origin="test")


def _start(engine: Engine) -> None:
    write_reference(engine)
    _deadline(engine, 3600)
    _write(engine, *(incident(str(n), category="leak", priority=3) for n in range(3)))


def _batch() -> list[Incident]:
    """Of three known incidents one changes by an event, one by a field, one not; two are new."""
    return [
        incident("0", reported(), dispatched(MONDAY + MINUTE, "water")),
        incident("1", category="leak", priority=1),
        incident("2", category="leak"),
        incident("new", reported(), dispatched(MONDAY + MINUTE, "roads"), category="leak"),
        incident("other", category="leak"),
    ]


def _prepared(engine: Engine, batch: list[Incident]) -> Prepared:
    with engine.connect() as connection:
        return prepare(connection, joined(batch), now=NOW)


MEANWHILE: dict[str, Callable[[Engine], object]] = {
    "nothing": lambda engine: None,
    "another incident": lambda engine: _write(engine, incident("somebody's")),
    "one that is new here": lambda engine: _write(
        engine, incident("new", reported(), Event("responded", MONDAY + HOUR), priority=2)
    ),
    "one that changes here": lambda engine: _write(
        engine, incident("0", reported(), Event("closed", MONDAY + HOUR), text="said")
    ),
    "the same field": lambda engine: _write(engine, incident("1", priority=2)),
    "one that does not change here": lambda engine: _write(
        engine, incident("2", reported(), Event("closed", MONDAY + HOUR), category="leak")
    ),
    "all of the same": lambda engine: _write(engine, *_batch()),
    "a default deadline": lambda engine: _deadline(engine, 7200),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=list(MEANWHILE))
def test_what_is_written_meanwhile_is_as_if_written_before(
    new_record: Callable[[], Engine], meanwhile: Callable[[Engine], object]
) -> None:
    overtaken, in_turn = new_record(), new_record()
    for engine in (overtaken, in_turn):
        _start(engine)
    prepared = _prepared(overtaken, _batch())
    meanwhile(overtaken)
    with writing(overtaken, now=NOW, origin="test") as writer:
        late = add_prepared(writer, prepared)

    meanwhile(in_turn)
    written = write_incidents(in_turn, _batch(), now=NOW, origin="test")
    assert known(overtaken) == known(in_turn)
    assert (late.new, late.changed, late.unchanged) == (
        written.new,
        written.changed,
        written.unchanged,
    )
    assert late.version == written.version == newest_version(overtaken)
    assert rows(overtaken, commits) == rows(in_turn, commits)
    keys = [
        {n: row[n] for n in ("id", "source", "external_id")} for row in rows(overtaken, incidents)
    ]
    assert rows(overtaken, incident_keys) == keys
    versions = {row["external_id"]: row["version"] for row in rows(in_turn, incidents)}
    assert {row["external_id"]: row["version"] for row in rows(overtaken, incidents)} == versions


def test_others_write_while_a_batch_is_prepared(databases: Databases) -> None:
    """Where the lock was held meanwhile, the other writer would wait for it in vain."""
    url = databases.migrated()
    record, other = open_record(url), open_record(url)
    _start(record)
    written: list[int] = []

    def write(*said: Any) -> None:
        if "FROM incident_keys" in said[2] and not written:
            written.append(0)
            _write(other, incident("0", reported(), Event("closed", MONDAY + HOUR)))

    event.listen(record, "before_cursor_execute", write)
    _write(record, *_batch())
    assert written == [0]
    first = rows(record, incidents)[0]
    assert (first["stage"], first["lead"]) == ("closed", "water"), "neither is lost"
    for engine in (record, other):
        engine.dispose()


def test_what_is_known_already_waits_for_nobody(databases: Databases) -> None:
    url = databases.migrated()
    record, other = open_record(url), open_record(url)
    _start(record)
    _write(record, *_batch())
    before = newest_version(record)
    with writing(other, now=NOW, origin="other"):
        again = write_incidents(record, _batch(), now=NOW, origin="test")
    assert (again.new, again.changed, again.unchanged, again.version) == (0, 0, 5, before)
    for engine in (record, other):
        engine.dispose()


def test_two_batches_in_one_transaction_have_one_version(record: Engine) -> None:
    _start(record)
    before = newest_version(record)
    prepared = _prepared(record, _batch())
    with writing(record, now=NOW, origin="test") as writer:
        add_incidents(writer, [incident("first"), incident("new", priority=4)])
        add_prepared(writer, prepared)
        add_incidents(writer, [incident("new", Event("closed", MONDAY + HOUR))])
    assert newest_version(record) == before + 1
    with record.connect() as connection:
        ids = list(connection.execute(select(incident_keys.c.id)).scalars())
    assert len(ids) == 6
    new = next(row for row in rows(record, incidents) if row["external_id"] == "new")
    assert (new["stage"], new["lead"], new["priority"], new["version"]) == (
        "closed",
        "roads",
        4,
        before + 1,
    )
