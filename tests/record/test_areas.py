"""Areas and their ancestors."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from data_access.record.areas import write_areas
from data_access.record.tables import area_ancestors, areas
from data_access.record.write import Written, newest_version
from tests.factories import MONDAY, named, rows

DISTRICT = named("320105", level=0, parent=None, illustrative=False)
STREETS = named("s1", "s2", level=1, parent="320105", illustrative=False)
COMMUNITY = named("c1", level=2, parent="s1", illustrative=True)


def write(engine: Engine, *said: dict[str, Any]) -> Written:
    return write_areas(engine, said, now=MONDAY, origin="test")


def ancestors(engine: Engine) -> dict[str, list[str]]:
    """Ancestors of each area from the district down, itself included."""
    found: dict[str, list[str]] = {}
    for row in rows(engine, area_ancestors):
        found.setdefault(row["code"], []).append(row["ancestor"])
        assert row["level"] == len(found[row["code"]]) - 1
    return found


def test_every_area_knows_its_ancestors_and_itself(record: Engine) -> None:
    write(record, *COMMUNITY, *STREETS, *DISTRICT)  # children may come first
    assert ancestors(record) == {
        "320105": ["320105"],
        "s1": ["320105", "s1"],
        "s2": ["320105", "s2"],
        "c1": ["320105", "s1", "c1"],
    }


def test_an_area_that_moves_takes_its_ancestors_along(record: Engine) -> None:
    write(record, *DISTRICT, *STREETS, *COMMUNITY)
    grid = named("g1", level=3, parent="c1", illustrative=False)
    write(record, *grid)
    moved = write(record, COMMUNITY[0] | {"parent": "s2"})
    assert (moved.new, moved.changed, moved.version) == (0, 1, 3)
    assert ancestors(record)["c1"] == ["320105", "s2", "c1"]
    assert ancestors(record)["g1"] == ["320105", "s2", "c1", "g1"]
    assert {row["version"] for row in rows(record, area_ancestors)} == {3}


def test_the_same_areas_again_take_no_version(record: Engine) -> None:
    write(record, *DISTRICT, *STREETS)
    again = write(record, *DISTRICT, *STREETS)
    assert (again.new, again.changed, again.unchanged, again.version) == (0, 0, 3, 1)
    assert newest_version(record) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (COMMUNITY, "'c1' of level 2"),  # no parent so far
        (named("g1", level=3, parent="s1", illustrative=False), "'g1' of level 3"),
        (named("other", level=0, parent="s1", illustrative=False), "'other' of level 0"),
        (named("alone", level=1, parent=None, illustrative=False), "'alone' of level 1"),
    ],
    ids=["unknown parent", "two levels above", "above the district", "no parent"],
)
def test_a_wrong_parent_leaves_nothing(
    record: Engine, wrong: list[dict[str, Any]], says: str
) -> None:
    known = [] if wrong is COMMUNITY else [*DISTRICT, *STREETS]
    if known:
        write(record, *known)
    before = rows(record, areas)
    with pytest.raises(Exception, match=says if known else "FOREIGN KEY|foreign key"):
        write(record, *wrong)
    assert rows(record, areas) == before
    assert newest_version(record) == (1 if known else 0)
