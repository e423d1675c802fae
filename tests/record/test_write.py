"""Writing incidents: identity, repetition, corrections, deadlines, and nothing by halves."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError

from data_access.record.events import Event, Incident
from data_access.record.tables import (
    assignments,
    commits,
    events,
    head,
    incident_keys,
    incidents,
    metadata,
)
from data_access.record.write import (
    derive_anew,
    newest_version,
    set_fact,
    wake,
    write_incidents,
    writing,
)
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    copied,
    dispatched,
    incident,
    moment,
    reported,
    rows,
    write_reference,
)

NOW = MONDAY + DAY


def write(engine: Engine, *batch: Incident, now: int = NOW) -> tuple[int, int, int]:
    """Write a batch; how many incidents were new, changed and unchanged."""
    written = write_incidents(engine, batch, now=now, origin="test")
    assert written.version == newest_version(engine)
    return written.new, written.changed, written.unchanged


def kinds(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        ordered = select(events.c.kind).order_by(events.c.incident_id, events.c.seq)
        return list(connection.execute(ordered).scalars())


def test_an_incident_is_known_by_source_and_external_id(record: Engine) -> None:
    write_reference(record)
    same_id = (incident("1"), incident("1", source="patrol"), incident("2"))
    assert write(record, *same_id) == (3, 0, 0)
    known = {(row["source"], row["external_id"]) for row in rows(record, incidents)}
    assert known == {("hotline", "1"), ("patrol", "1"), ("hotline", "2")}
    assert rows(record, incident_keys) == [
        {name: row[name] for name in ("id", "source", "external_id")}
        for row in rows(record, incidents)
    ]


def test_the_same_batch_again_changes_nothing(record: Engine) -> None:
    write_reference(record)
    batch = [
        incident("1", reported(), dispatched(MONDAY + MINUTE, "water"), area="a", lon=118.7),
        incident("2", own_deadline=MONDAY + HOUR, priority=2),
    ]
    write(record, *copied(batch))
    before = {table.name: rows(record, table) for table in metadata.sorted_tables}
    assert write(record, *copied(batch), now=NOW + DAY) == (0, 0, 2)
    assert {table.name: rows(record, table) for table in metadata.sorted_tables} == before


def test_a_newer_report_adds_its_events_and_raises_the_version(record: Engine) -> None:
    write_reference(record)
    write(record, incident("1"), incident("2"))
    version = newest_version(record)
    closing = Event("closed", MONDAY + HOUR)
    assert write(record, incident("1", reported(), closing), incident("2")) == (0, 1, 1)
    assert newest_version(record) == version + 1
    first, second = rows(record, incidents)
    assert (first["stage"], first["closed_at"]) == ("closed", moment(MONDAY + HOUR))
    assert (first["version"], second["version"]) == (version + 1, version)
    assert [row["version"] for row in rows(record, events)] == [version, version + 1, version]


def test_events_are_kept_in_the_order_of_their_arrival(record: Engine) -> None:
    write_reference(record)
    write(record, incident("1", Event("closed", MONDAY + HOUR), reported()))
    write(record, incident("1", dispatched(MONDAY + MINUTE, "water")))
    assert kinds(record) == ["closed", "reported", "dispatched"]
    assert rows(record, incidents)[0]["dispatched_at"] == moment(MONDAY + MINUTE)


def test_a_note_is_no_part_of_an_events_identity(record: Engine) -> None:
    write_reference(record)
    write(record, incident("1"))
    assert write(record, incident("1", reported()._replace(note="ambiguous"))) == (0, 0, 1)


def test_two_reports_in_a_batch_are_one_incident(record: Engine) -> None:
    write_reference(record)
    early, late = incident("1", area="a"), incident("1", Event("closed", MONDAY + HOUR))
    assert write(record, early, late) == (1, 0, 0)
    assert kinds(record) == ["reported", "closed"]
    assert early.events == [reported()], "the caller's own incidents stay as they are"


def test_a_field_that_differs_is_corrected(record: Engine) -> None:
    write_reference(record)
    write(record, incident("1", area="a", priority=3, lon=118.7, text="hole"))
    said = incident("1", area="b", priority=1, lon=118.8, address="Main Road 1")
    assert write(record, said) == (0, 1, 0)
    row = rows(record, incidents)[0]
    assert (row["area"], row["priority"], row["lon"]) == ("b", 1, 118.8)
    assert (row["address"], row["text"]) == ("Main Road 1", "hole")
    corrected = [
        (row["field"], row["old"], row["new"], row["moment"])
        for row in rows(record, events)
        if row["kind"] == "corrected"
    ]
    assert corrected == [
        ("area", "a", "b", moment(NOW)),
        ("priority", "3", "1", moment(NOW)),
        ("lon", "118.7", "118.8", moment(NOW)),
        ("address", None, "Main Road 1", moment(NOW)),
    ]
    assert write(record, said, now=NOW + HOUR) == (0, 0, 1)


def test_a_corrected_deadline_moves_the_effective_one(record: Engine) -> None:
    write_reference(record)
    write(record, incident("1", own_deadline=MONDAY + HOUR))
    write(record, incident("1", own_deadline=MONDAY + 2 * HOUR))
    row = rows(record, incidents)[0]
    assert row["deadline"] == row["own_deadline"] == moment(MONDAY + 2 * HOUR)


def test_an_event_dated_ahead_takes_effect_when_its_moment_comes(record: Engine) -> None:
    write_reference(record)
    ahead = [Event("suspended", NOW + HOUR), Event("closed", NOW + 2 * HOUR)]
    write(record, incident("1", reported(), *ahead), incident("2"))
    version = newest_version(record)
    row = rows(record, incidents)[0]
    assert (row["stage"], row["suspended_at"]) == ("reported", None)
    assert row["wakes_at"] == moment(NOW + HOUR)

    assert wake(record, now=NOW + HOUR - 1) == 0
    assert newest_version(record) == version
    assert wake(record, now=NOW + HOUR) == 1
    row = rows(record, incidents)[0]
    assert (row["suspended_at"], row["wakes_at"]) == (moment(NOW + HOUR), moment(NOW + 2 * HOUR))
    assert wake(record, now=NOW + 3 * HOUR) == 1
    row = rows(record, incidents)[0]
    assert (row["stage"], row["closed_at"]) == ("closed", moment(NOW + 2 * HOUR))
    assert row["wakes_at"] is None
    assert newest_version(record) == version + 2
    assert wake(record, now=NOW + 4 * HOUR) == 0


def test_many_events_dated_ahead_take_effect_in_parts(record: Engine) -> None:
    write_reference(record)
    ahead = Event("closed", NOW + HOUR)
    write(record, *(incident(str(n), reported(), ahead) for n in range(600)))
    version = newest_version(record)
    assert wake(record, now=NOW + HOUR) == 600
    assert {row["stage"] for row in rows(record, incidents)} == {"closed"}
    assert newest_version(record) > version + 1, "no version holds the lock for all of them"


def test_every_write_is_one_commit_with_its_origin(record: Engine) -> None:
    write_reference(record)
    write_incidents(record, [incident("1"), incident("2")], now=NOW, origin="file.csv")
    last = rows(record, commits)[-1]
    assert last == {"version": 4, "committed_at": moment(NOW), "origin": "file.csv"}
    assert [row["version"] for row in rows(record, commits)] == [1, 2, 3, 4]
    assert rows(record, head) == [{"id": 1, "version": 4}]


def test_an_unknown_source_leaves_nothing_of_its_batch(record: Engine) -> None:
    write_reference(record)
    write(record, incident("1"))
    before = {table.name: rows(record, table) for table in metadata.sorted_tables}
    batch = [incident("1", Event("closed", NOW)), incident("2"), incident("3", source="nobody")]
    with pytest.raises(IntegrityError):
        write(record, *batch)
    assert {table.name: rows(record, table) for table in metadata.sorted_tables} == before


def test_an_incident_without_a_report_leaves_nothing_of_its_batch(record: Engine) -> None:
    write_reference(record)
    version = newest_version(record)
    with pytest.raises(ValueError, match="reported"):
        write(record, incident("1"), incident("2", Event("closed", NOW)))
    assert rows(record, incident_keys) == rows(record, incidents) == []
    assert newest_version(record) == version


def test_columns_of_other_rules_are_derived_anew(record: Engine) -> None:
    write_reference(record)
    said = [reported(), dispatched(MONDAY + MINUTE, "water"), Event("closed", MONDAY + HOUR)]
    write(record, *(incident(str(n), *said) for n in range(5)))
    right = rows(record, incidents, "version"), rows(record, assignments, "version")
    assert derive_anew(record, now=NOW) == 0
    with writing(record, now=NOW, origin="an earlier release") as writer:
        writer.connection.execute(update(incidents).values(stage="dispatched"))
        writer.connection.execute(update(assignments).values(outcome="waiting"))
        set_fact(writer, "rules", "1")
    version = newest_version(record)
    assert derive_anew(record, now=NOW) == 5
    assert (rows(record, incidents, "version"), rows(record, assignments, "version")) == right
    assert newest_version(record) > version  # whoever follows the record takes them over
    assert derive_anew(record, now=NOW) == 0
