"""Reference data: rows by code, default deadlines, facts."""

from __future__ import annotations

from sqlalchemy import Engine

from data_access.record.events import Incident
from data_access.record.tables import categories, departments, incidents
from data_access.record.write import (
    get_fact,
    newest_version,
    set_fact,
    write_incidents,
    write_named,
    writing,
)
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    incident,
    moment,
    named,
    rows,
    write_codes,
    write_reference,
)

NOW = MONDAY + DAY


def write_all(engine: Engine, *batch: Incident) -> None:
    write_incidents(engine, batch, now=NOW, origin="test")


def test_a_reference_row_changes_only_where_it_differs(record: Engine) -> None:
    write_codes(record, departments, "water", "roads")
    said = [*named("water"), {"code": "roads", "name_en": "Roads"}, *named("parks")]
    written = write_named(record, departments, said, now=NOW, origin="test")
    assert (written.new, written.changed, written.unchanged) == (1, 1, 1)
    assert rows(record, departments) == [
        {"code": "parks", "name_zh": "parks", "name_en": "parks", "version": 2},
        {"code": "roads", "name_zh": "roads", "name_en": "Roads", "version": 2},
        {"code": "water", "name_zh": "water", "name_en": "water", "version": 1},
    ]


def test_categories_may_come_before_their_parents(record: Engine) -> None:
    said = [*named("hole", parent="road"), *named("road", parent=None)]
    write_named(record, categories, said, now=NOW, origin="test")
    assert [(row["code"], row["parent"]) for row in rows(record, categories)] == [
        ("hole", "road"),
        ("road", None),
    ]


def test_a_categorys_deadline_is_its_own_else_its_parents(record: Engine) -> None:
    write_reference(record)
    write_codes(record, categories, "road", deadline_seconds=3600)
    write_codes(record, categories, "hole", parent="road")
    write_codes(record, categories, "ice", parent="road", deadline_seconds=60)
    write_codes(record, categories, "other")
    write_all(record, *(incident(code, category=code) for code in ("hole", "ice", "other", "road")))
    assert [row["deadline"] for row in rows(record, incidents)] == [
        moment(MONDAY + HOUR),
        moment(MONDAY + MINUTE),
        None,
        moment(MONDAY + HOUR),
    ]


def test_another_default_deadline_moves_those_of_its_incidents(record: Engine) -> None:
    write_reference(record)
    write_codes(record, categories, "road", deadline_seconds=3600)
    write_codes(record, categories, "hole", parent="road")
    write_codes(record, categories, "tree", deadline_seconds=60)
    own = incident("own", category="hole", own_deadline=MONDAY + DAY)
    write_all(record, incident("1", category="hole"), own, incident("2", category="tree"))
    version = newest_version(record)
    write_codes(record, categories, "road", deadline_seconds=7200)
    by_id = {row["external_id"]: row for row in rows(record, incidents)}
    assert by_id["1"]["deadline"] == moment(MONDAY + 2 * HOUR)
    assert by_id["own"]["deadline"] == moment(MONDAY + DAY)
    assert by_id["2"]["deadline"] == moment(MONDAY + MINUTE)
    assert [by_id[key]["version"] for key in ("1", "own", "2")] == [version + 1, version, version]


def test_a_fact_is_replaced(record: Engine) -> None:
    assert get_fact(record, "seed") is None
    for content in ("7", "8"):
        with writing(record, now=NOW, origin="test") as writer:
            set_fact(writer, "seed", content)
    assert get_fact(record, "seed") == "8"
    assert newest_version(record) == 0, "facts are no data: they take no version"
