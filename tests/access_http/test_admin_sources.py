"""How fresh each source is, as administrators are told it."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from data_access.moments import SECOND
from data_access.record.tables import sources
from data_access.record.write import write_incidents
from layouts.admin.frame import Frame
from layouts.entry import Page
from tests.access_http.conftest import HTML, Serve
from tests.access_http.desk import desk_of
from tests.engines import Databases, SQLiteFiles
from tests.factories import HOUR, MINUTE, MONDAY, incident, reported, write_codes

SOURCES = "/admin/sources?lang=en"
UNITS = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}


def rows(page: str) -> dict[str, list[str]]:
    """The cells of the table by the code of a source."""
    found = {}
    for row in page.split("<tbody>")[1].split("<tr>")[1:]:
        (code,) = re.findall(r'<span class="dim">(\w+)</span></th>', row)
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        found[code] = [re.sub("<[^>]*>", "", cell) for cell in cells]
    return found


def test_each_source_is_told_by_its_own_threshold(serve: Serve, databases: Databases) -> None:
    desk = desk_of(serve, databases, stale_after_seconds=5400)
    record, now = desk.site.service.record, desk.site.now
    write_codes(record, sources, "hotline", "video", stale_after_seconds=3600)
    write_codes(record, sources, "patrol", "radio", "silent")
    told = {
        "hotline": now - HOUR,
        "video": now - HOUR - SECOND,
        "patrol": now - 89 * MINUTE,
        "radio": now - 50 * HOUR,
    }
    incidents = []
    for source, newest in told.items():
        for number, moment in enumerate((newest, newest - HOUR)):
            incidents.append(incident(f"{number}", reported(moment), source=source))
    write_incidents(record, incidents, now=now, origin="test")
    desk.site.service.publisher.prepare()
    page = desk.page(SOURCES)
    assert "As of 2026-11-03 23:30:20 (Asia/Shanghai)" in page
    assert rows(page) == {
        "hotline": ["2026-11-03 22:30:20", "1 h", "1 h", "in time"],
        "video": ["2026-11-03 22:30:19", "1 h", "1 h", "late"],
        "patrol": ["2026-11-03 22:01:20", "1 h 29 min", "1 h 30 min", "in time"],
        "radio": ["2026-11-01 21:30:20", "2 d 2 h", "1 h 30 min", "late"],
        "silent": ["–", "–", "1 h 30 min", "no data yet"],
    }


def test_before_anything_is_published_it_says_so(serve: Serve, sqlite_files: SQLiteFiles) -> None:
    page = serve(sqlite_files).client().get(SOURCES, headers=HTML)
    assert page.status_code == 200
    assert "The data are being prepared" in page.text


FRAME = Frame(
    Page("en", "dark", (), ""), "accounts", None, ZoneInfo("UTC"), MONDAY, "chief", "", {}
)


@given(st.integers(0, 400 * 86_400 * SECOND))
def test_a_span_is_cut_to_its_two_largest_units(micros: int) -> None:
    parts = re.findall(r"(\d+) (d|h|min|s)\b", FRAME.span(micros))
    assert " ".join(f"{number} {unit}" for number, unit in parts) == FRAME.span(micros)
    said = sum(int(number) * UNITS[unit] for number, unit in parts)
    largest = list(UNITS).index(parts[0][1])
    smallest = list(UNITS.values())[min(largest + 1, 3)]
    assert said <= micros // SECOND < said + smallest
    assert len(parts) <= 2
    assert all(int(n) * UNITS[u] < 86_400 for n, u in parts if u != "d")


def test_moments_are_on_the_clock_of_the_zone() -> None:
    assert FRAME.moment(MONDAY + HOUR) == "2026-03-02 01:00:00"
    assert FRAME.moment(None) == "–"
