"""Response times of departments."""

from __future__ import annotations

from layouts.review.model import Column, Row, Section, Table
from layouts.review.told import Json, Told

_LISTED = ((4, "assignments"), (5, "answered"), (6, "waiting"), (8, "passed_on"), (9, "unanswered"))


def section(told: Told) -> Section:
    found = told.content["response"]
    columns = (
        Column(told.t("department"), "text"), Column(told.t("column.median"), "duration"),
        Column(told.t("column.p90"), "duration"), Column(told.t("column.median.before", before=told.before()), "duration"),
        Column(told.t("column.assignments"), "count"), Column(told.t("column.answered"), "count"),
        Column(told.t("column.waiting"), "count"), Column(told.t("column.oldest"), "duration"),
        Column(told.t("column.passed_on"), "count"), Column(told.t("column.unanswered"), "count"),
    )  # fmt: skip
    some = [row for row in found["rows"] if row["assignments"]]
    some.sort(
        key=lambda row: (
            row["median"] is None,
            row["median"] and (row["median"]["beyond"], row["median"]["seconds"]),
        )
    )
    rows = [_response(told, row, department=row["code"]) for row in some if row["code"]]
    rows += [_response(told, row) for row in some if not row["code"]]
    rows.append(_response(told, {"before": None} | found["total"], total=True))
    table = Table("response", told.t("section.response"), columns, tuple(rows))
    return Section(
        "response", told.t("section.response"), (), (table,), notes=(told.t("note.response"),)
    )


def _response(told: Told, row: Json, *, total: bool = False, **unit: str) -> Row:
    oldest = row["oldest_waiting"]
    name = told.t("all") if total else told.words.name("department", row["code"])
    return Row(
        (name, row["median"], row["p90"], row["before"], row["assignments"], row["answered"], row["waiting"],
         None if oldest is None else {"seconds": oldest, "beyond": False}, row["passed_on"], row["unanswered"]),
        total=total,
        lists={at: told.listed(f"response.{name}", **unit) for at, name in _LISTED} if unit or total else {},
    )  # fmt: skip
