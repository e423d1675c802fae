"""From a figure of a review to its cases: as many, and as they were, whatever came since."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.app.conftest import Running
from tests.factories import DAY, incident, reported
from tests.figures.town import NOW, busy_town
from tests.review.conftest import over_a_copy
from tests.review.test_page import OCTOBER

OCTOBER_DAYS = "from=2026-10-01&to=2026-11-01"
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]([^>]*)>(.*?)</t[dh]>", re.DOTALL)
_KIND = re.compile(r'class="is-(\w+)')
_LINK = re.compile(r'<a href="/\?([^"]*)"[^>]*>(.*?)</a>')


@dataclass(frozen=True)
class Linked:
    """A figure that leads to a list, what its cell holds, and what the cell after it says."""

    kind: str
    query: str
    said: str
    after: str

    @property
    def count(self) -> int | None:
        """How many rows its list has, where the document says so."""
        if self.kind == "count":
            return int(self.said.replace(",", ""))
        fraction = re.fullmatch(
            r"([\d,]+) / ([\d,]+)", self.said if self.kind == "text" else self.after
        )
        if fraction is None:
            return None
        return int(fraction[1 if self.kind == "text" else 2].replace(",", ""))


def linked(page: str) -> list[Linked]:
    found = []
    for row in _ROW.findall(page):
        cells = _CELL.findall(row)
        for (of, cell), (_, after) in zip(cells, [*cells[1:], ("", "")], strict=True):
            kind, link = _KIND.search(of), _LINK.search(cell)
            if kind and link:
                plain = re.sub(r"<[^>]+>", "", after).strip()
                found.append(Linked(kind[1], html.unescape(link[1]), link[2].strip(), plain))
    return found


def page(town: Running) -> str:
    answer = town.client.get(f"/review?{OCTOBER}&lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    said: str = answer.get_data(as_text=True)
    return said


def total(town: Running, query: str) -> int:
    found: int = asked(town, f"{query}&start=0&end=0")["total"]
    return found


def rows(town: Running, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(town, f"{query}&start=0&end=500")["rows"]
    return found


def asked(town: Running, query: str) -> dict[str, Any]:
    answer = town.client.get(f"/rows?{query}")
    assert answer.status_code == 200, query
    found: dict[str, Any] = answer.get_json()
    return found


def value(query: str, name: str) -> str:
    return parse_qs(query)[name][0]


def without_instant(query: str) -> str:
    return re.sub(r"&(at_version|as_of)=[^&]*", "", query)


@pytest.fixture(scope="module")
def overtaken(sealed_week: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """October is sealed; then cases go on, are set aside or moved, and others come late."""
    told = [
        Incident(one.source, one.external_id, [*one.events, Event(kind, NOW + 7 * DAY)])
        for one, kind in zip(busy_town()[::3], cycle(("closed", "voided", "returned")))
    ]
    late = [
        incident(f"late{n}", reported(NOW - 10 * DAY), source="patrol", area="quarter00")
        for n in range(3)
    ]
    with over_a_copy(sealed_week, tmp_path_factory.mktemp("overtaken")) as town:
        write_incidents(town.service.record, [*told, *late], now=NOW + 7 * DAY, origin="test")
        town.clock.move(days=1)
        assert town.service.publisher.tick()
        yield town


@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.long)])
def test_every_figure_has_as_many_cases_as_it_says(overtaken: Running, step: int) -> None:
    links = linked(page(overtaken))
    counted = {one.query: one.count for one in links if one.count is not None}
    lists = {value(one.query, "list") for one in links}
    assert {"closure.due", "closure.returned", "loop.reached.closed", "response.answered", "cameras.online",
            "coverage.blind"} <= lists  # fmt: skip
    assert len(counted) > 90
    some = dict(sorted(counted.items())[::step])
    assert {query: total(overtaken, query) for query in some} == some
    of_now = {query: total(overtaken, without_instant(query)) for query in some}
    assert sum(of_now[query] != said for query, said in some.items()) > len(some) / 3


def test_its_cases_are_as_they_were(overtaken: Running) -> None:
    """Of the two tabs beside each other, too; and what is exported is the same."""
    query = next(
        one.query for one in linked(page(overtaken)) if "list=closure.overdue" in one.query
    )
    then, now = (rows(overtaken, asked) for asked in (query, without_instant(query)))
    assert {row["status"] for row in then} == {"overdue"}
    assert all("closed_at" not in row for row in then)
    assert {row["number"] for row in then} - {
        row["number"] for row in now
    }  # some were closed since
    head = json.dumps(overtaken.client.get(f"/list?{query}&lang=en").get_json()["head"])
    assert "This list is of 2026-11-06 00:00 (data version" in head
    instant = urlencode({name: value(query, name) for name in ("at_version", "as_of")}, safe=":")
    assert head.count(instant) >= 5  # the tabs


def test_an_instant_that_is_none_is_left_out_and_said(overtaken: Running) -> None:
    query = f"{OCTOBER_DAYS}&list=closure.due&lang=en&at_version=999999999&as_of=2026-11-06"
    head = json.dumps(overtaken.client.get(f"/list?{query}").get_json()["head"])
    assert "999999999" in head
    assert "This list is of" not in head
    assert total(overtaken, query) == total(overtaken, f"{OCTOBER_DAYS}&list=closure.due")
