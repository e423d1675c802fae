"""The audit, as an administrator reads and exports it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import insert

from data_access.access import audit
from data_access.access.audit import ACTIONS, Asked
from data_access.moments import SECOND, from_micros
from data_access.record import access_tables
from tests.access_http.conftest import HTML, OWN, Serve
from tests.access_http.desk import CHIEF, Desk, desk_of
from tests.engines import Databases, SQLiteFiles

AUDIT = "/admin/audit"
FORMULA = '=HYPERLINK("http://elsewhere.example","x")'


@pytest.fixture
def desk(serve: Serve, sqlite_files: SQLiteFiles) -> Desk:
    return desk_of(serve, sqlite_files)


def fill(desk: Desk, number: int) -> None:
    """So many rows, a minute apart, of three actors and two actions."""
    rows = [
        {
            "moment": from_micros(desk.site.now - (number - n) * 60 * SECOND),
            "actor": ("li", "wang", FORMULA)[n % 3],
            "address": f"10.0.0.{n % 4}",
            "action": ("login", "export")[n % 2],
            "subject": f"s{n}",
            "detail": {},
        }
        for n in range(number)
    ]
    with desk.site.service.record.execution_options(writes=True).begin() as connection:
        connection.execute(insert(access_tables.audit), rows)


def subjects(page: str) -> list[str]:
    return re.findall(r">(s\d+)</td>", page)


def test_pages_are_newest_first_and_hold_every_row_once(serve: Serve, databases: Databases) -> None:
    desk = desk_of(serve, databases)
    fill(desk, 120)
    page, seen = desk.page(f"{AUDIT}?lang=en"), list[list[str]]()
    while True:
        assert "Rows: 120 (" in page
        seen.append(subjects(page))
        older = re.findall(r'href="([^"]+)" rel="next"', page)
        if not older:
            break
        page = desk.page(older[0])
    assert [len(rows) for rows in seen] == [50, 50, 20]
    assert [row for rows in seen for row in rows] == [f"s{n}" for n in reversed(range(120))]
    assert ">Newest<" in page
    assert ">Newest<" not in desk.page(f"{AUDIT}?lang=en")


def test_details_are_said_in_words(desk: Desk) -> None:
    row = {
        "moment": from_micros(desk.site.now), "actor": "li", "address": "", "action": "login",
        "subject": "", "detail": {"how": "accounts", "edition": 2, "due": "2026-12-01"},
    }  # fmt: skip
    with desk.site.service.record.execution_options(writes=True).begin() as connection:
        connection.execute(insert(access_tables.audit), [row])
    assert "方式：账号和密码；版次：2；期限：2026-12-01" in desk.page(f"{AUDIT}?actor=li&lang=zh")
    assert "how: account and password; edition: 2" in desk.page(f"{AUDIT}?actor=li&lang=en")


KEPT: list[tuple[str, Callable[[int], bool]]] = [
    ("action=login", lambda n: n % 2 == 0),
    ("actor=wang&action=export", lambda n: n % 3 == 1 and n % 2 == 1),
    ("address=10.0.0.3", lambda n: n % 4 == 3),
    ("subject=s7", lambda n: n == 7),
    ("since=2026-11-03T23:10", lambda n: n >= 20),
    ("until=2026-11-03T23:10", lambda n: n < 20),
    ("since=2026-11-03T15:00:20%2B00:00&until=2026-11-03T23:10", lambda n: 10 <= n < 20),
    ("actor=nobody", lambda n: False),
]  # row n is of 40 - n minutes before 23:30:20 in Shanghai


def test_filters_narrow_the_page_and_the_file(desk: Desk) -> None:
    fill(desk, 40)
    for query, kept in KEPT:
        expected = [f"s{n}" for n in reversed(range(40)) if kept(n)]
        page = desk.page(f"{AUDIT}?{query}&until=" if "until" not in query else f"{AUDIT}?{query}")
        assert subjects(page) == expected
        for name, value in (part.split("=") for part in query.split("&")):
            if name in ("actor", "address", "subject"):
                assert f'name="{name}" value="{value}"' in page
        rows = exported(desk, query)
        assert [row["subject"] for row in rows if row["actor"] != CHIEF] == expected


def test_what_means_nothing_lists_nothing_and_is_said(desk: Desk) -> None:
    fill(desk, 3)
    for said in ("since=yesterday", "until=0001-01-01T00:00", "since=2026-13-01", "action=dance"):
        page = desk.page(f"{AUDIT}?{said}&actor=li")
        assert "未列出任何记录" in page
        assert subjects(page) == []
        assert 'value="li"' in page
        assert f'value="{said.split("=")[1]}"' in page or said == "action=dance"
        assert "未作任何更改" in desk.done(f"{AUDIT}?{said}", "export")
    assert desk.told() == []


def test_a_page_that_is_none_begins_with_the_newest(desk: Desk) -> None:
    fill(desk, 3)
    for before in ("x", "-1", "9" * 19, "１"):
        assert subjects(desk.page(f"{AUDIT}?before={before}")) == ["s2", "s1", "s0"]


def exported(desk: Desk, query: str = "") -> list[dict[str, str]]:
    answer = desk.client.post(f"{AUDIT}?{query}", data={"do": "export"}, headers={**OWN, **HTML})
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.is_streamed
    assert answer.headers["Cache-Control"] == "no-store"
    local = "2026-11-03-2330"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=audit-{local}.csv"
    text = answer.data.decode("utf-8-sig")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_every_row_and_no_formula(serve: Serve, databases: Databases) -> None:
    desk = desk_of(serve, databases)
    fill(desk, 1200)  # more than one page of the record's
    rows = exported(desk)
    own, *told = rows  # that it was exported stands in it, too
    assert (own["actor"], own["action"]) == (CHIEF, "audit_exported")
    assert json.loads(own["detail"]) == {"rows": 1200, "query": ""}
    known = audit.read(desk.site.service.record, Asked(), int(own["id"]), 5000)
    assert len(told) == len(known) == 1200
    for row, entry in zip(told, known, strict=True):
        assert row["moment"].endswith("+08:00")
        assert row["actor"].removeprefix("'") == entry.actor
        assert (row["actor"][0] == "'") == (entry.actor == FORMULA)
        assert (int(row["id"]), row["subject"]) == (entry.id, entry.subject)
    assert exported(desk, "actor=wang")[0]["actor"] == "wang"
    assert desk.told()[1][2] == {"rows": 400, "query": "actor=wang"}


def test_every_action_and_its_details_are_in_words(serve: Serve, sqlite_files: SQLiteFiles) -> None:
    desk = desk_of(serve, sqlite_files, published=True)
    for action in ACTIONS:
        audit.tell(
            desk.site.service.record,
            desk.site.now,
            "<b>li</b>",
            "",
            action,
            role="duty",
            areas=["north"],
            departments=[],
            odd=7,
        )
    page = desk.page(f"{AUDIT}?lang=en")
    assert "role: Duty officer; areas: North of town; departments: all; odd: 7" in page
    answer = desk.client.get(f"{AUDIT}?lang=en", headers=HTML).text
    assert "<b>" not in answer
    assert "&lt;b&gt;li" in answer
    for action in ACTIONS:
        assert f'<option value="{action}">' in page
        assert f">{action}<" not in page


def test_moments_are_on_the_districts_clock(desk: Desk) -> None:
    audit.tell(desk.site.service.record, desk.site.now, "li", "", "login")
    assert f"{from_micros(desk.site.now):%H:%M:%S}" == "15:30:20"
    assert "2026-11-03 23:30:20" in desk.page(AUDIT)
