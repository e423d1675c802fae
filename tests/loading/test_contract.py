"""The documentation of the contract is the contract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data_access.loading.contract import KINDS, Language, markdown
from data_access.loading.corrections import NAMES
from data_access.record.events import FIELDS, Event
from data_access.record.tables import metadata

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("language", "name"), [("en", "data-contract.md"), ("zh", "data-contract.zh-CN.md")]
)
def test_the_tables_of_the_documentation(language: Language, name: str) -> None:
    """Each kind has a section with exactly its table, and there is no other."""
    sections = (DOCS / name).read_text(encoding="utf-8").split("\n## ")
    tables = {
        match[1]: "\n".join(line for line in section.splitlines() if line.startswith("|"))
        for section in sections
        if (match := re.match(r"[^\n]*`(\w+)`\n", section))
    }
    assert tables == {kind: markdown(kind, language) for kind in KINDS}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("incidents", "events")])
def test_columns_are_those_of_the_record(kind: str) -> None:
    table = metadata.tables[kind]
    assert set(KINDS[kind].by_name) - {"line_no"} == set(table.columns.keys()) - {"version"}


def test_columns_of_events_are_those_of_the_record() -> None:
    """A source names the incident by its key; what was there before, and notes, are our own."""
    key, own = {"source", "external_id"}, {"old", "note"}
    said = set(KINDS["events"].by_name) - {"line_no"} - key
    assert said == set(Event._fields) - own
    assert said | own < set(metadata.tables["events"].columns.keys())


def test_fields_of_an_incident_are_those_that_can_be_corrected() -> None:
    said = {"deadline" if name == "own_deadline" else name for name in FIELDS}
    assert said < set(KINDS["incidents"].by_name)
    assert said == set(NAMES)
    column = KINDS["events"].by_name["field"]
    for text in (column.zh, column.en):
        assert set(re.findall(r"`(\w+)`", text)) - {"corrected"} == said
