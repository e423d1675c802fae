"""Rows of departments, categories, sources, scenarios and cameras, checked for the record."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from data_access.loading.contract import KINDS
from data_access.loading.crs import Crs
from data_access.loading.moments import Clock, Form, MomentError
from data_access.loading.positions import Positions
from data_access.loading.reference import Reference
from data_access.loading.rejects import Problem, Reject, rejected_row
from data_access.loading.stage import Batch
from data_access.loading.values import NONE, hinted, integer, number, truth, unknown, unusable_code
from data_access.moments import from_micros

Row = dict[str, Any]
Rows = tuple[list[Row], list[Reject]]

_LIMITS = {"bearing": (0.0, 360.0), "angle": (0.0, 360.0), "range_m": (0.0, 100_000.0)}
_TAKEN_BACK = ("deadline_seconds", "stale_after_seconds")
STATUS = ("installed", "online", "in_order")


def check_rows(
    kind: str, batch: Batch, forms: dict[str, Form], zone: ZoneInfo, crs: Crs | None = None
) -> Rows:
    """The batch as rows for the record, each with its `line_no`, and its rejects.

    A column without a value is left out, so that it says nothing; names stand in for one another
    and the code for both.
    """
    clock = Clock(zone)
    places = None
    if kind == "cameras":
        places = Positions(batch.columns["lon"], batch.columns["lat"], crs)
    good, rejects = [], []
    for n in range(batch.size):
        said = {name: value for name, value in batch.row(n).items() if value is not None}
        problems: list[Problem] = []
        row = {
            name: _value(kind, name, value, forms.get(name), clock, problems)
            for name, value in said.items()
        }
        problems += _missing(kind, said)
        if kind != "cameras":  # no filter names a camera
            problems += unusable_code(said.get("code"))
        if "code" in said and batch.first_lines[n] is not None:
            problems.append(Problem("twice in this file", f"first on line {batch.first_lines[n]}"))
        if places is not None and not {"lon", "lat"} - said.keys():
            row["lon"], row["lat"] = places.at(n, problems)
        if problems:
            rejects.append(rejected_row(said, ("code",), problems))
        else:
            row["name_zh"], row["name_en"] = _names(row)
            good.append(row)
    return good, rejects


def _missing(kind: str, said: Row) -> list[Problem]:
    return [
        Problem("missing key" if column.name == "code" else "missing value", column.name)
        for column in KINDS[kind].columns
        if column.required and column.name not in said
    ]


def _names(row: Row) -> tuple[str, str]:
    zh, en = row.get("name_zh"), row.get("name_en")
    return zh or en or row["code"], en or zh or row["code"]


def _value(
    kind: str, name: str, value: Any, form: Form | None, clock: Clock, problems: list[Problem]
) -> Any:
    """A cell as the record takes it; what is wrong with it goes to `problems`."""
    found: Any
    match KINDS[kind].by_name[name].type:
        case "moment":
            try:
                return from_micros(clock.read(value, form or "text").first)
            except MomentError as error:
                problems.append(Problem(error.what, f"{name} {value!r} {error.detail}".strip()))
                return None
        case "integer":
            if value == NONE and name in _TAKEN_BACK:
                return None
            found, needed = integer(value), "a whole number"
        case "boolean":
            found, needed = truth(value), "true or false"
        case "number":
            found, needed = number(value), "a number"
            least, most = _LIMITS.get(name, (None, None))
            if found is not None and least is not None and most is not None:
                within = least <= found <= most and (name == "bearing" or found > 0)
                if not within:
                    problems.append(Problem(f"impossible {name}", f"{found}, not up to {most}"))
        case _:
            return value
    if found is None:
        problems.append(Problem(f"{name} is not {needed}", hinted(repr(value), value)))
    return found


def cameras(rows: list[Row], reference: Reference) -> tuple[list[Row], list[Reject], int]:
    """Cameras with their areas, from their positions where no code is given; rejects; and the
    number that stand in no area. What a source does not say of a status is said as None."""
    good, rejects = [], []
    for row in rows:
        if "area" in row and row["area"] not in reference.area:
            rejects.append(rejected_row(row, ("code",), [unknown("area", row["area"])]))
        else:
            good.append(row | {name: row.get(name) for name in STATUS})
    seeking = [row for row in good if "area" not in row]
    found = reference.places.find([r["lon"] for r in seeking], [r["lat"] for r in seeking])
    for row, code in zip(seeking, found, strict=True):
        row["area"] = code
    return good, rejects, sum(code is None for code in found)


def categories(rows: list[Row], known: dict[str, str | None]) -> Rows:
    """Categories, parents first; `known` is the record's, each with its parent."""
    parents = known | {row["code"]: row.get("parent", known.get(row["code"])) for row in rows}
    above = set(known.values())
    good, rejects = [], []
    for row in rows:
        parent = row.get("parent")
        problem = None
        if parent is not None and parent not in parents:
            problem = Problem("unknown parent", f"{parent!r} is not loaded")
        elif parent is not None and (parent == row["code"] or parents[parent] is not None):
            problem = Problem("more than two levels", f"{parent!r} has a category above it")
        elif parent is not None and row["code"] in above:
            problem = Problem("more than two levels", "it has categories below it")
        if problem:
            rejects.append(rejected_row(row, ("code",), [problem]))
        else:
            good.append(row)
    good.sort(key=lambda row: row.get("parent") is not None)
    return good, rejects
