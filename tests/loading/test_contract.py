"""The documentation of the contract is the contract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data_access.loading.contract import KINDS, Language, markdown
from data_access.record.events import FIELDS
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


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "incidents"])
def test_columns_are_those_of_the_record(kind: str) -> None:
    table = metadata.tables[kind]
    assert set(KINDS[kind].by_name) - {"line_no"} == set(table.columns.keys()) - {"version"}


def test_fields_of_an_incident_are_those_that_can_be_corrected() -> None:
    said = {"deadline" if name == "own_deadline" else name for name in FIELDS}
    assert said < set(KINDS["incidents"].by_name)
