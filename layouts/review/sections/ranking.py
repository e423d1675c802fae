"""A ranking: bands, places, changes, targets, and the funnel of its rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from data_access.statistics import Z95, Z998
from data_access.statistics import Funnel as Limits
from layouts.review.model import Column, Funnel, Point, Row, Section, Table
from layouts.review.told import DENOMINATORS, NUMERATORS, RATES, Json, Told, fraction, interval
from layouts.review.words import setting

_COUNTS = ("overdue", "not_yet_due", "voided")
_STEPS = 40  # of the funnel's limits


def section(told: Told, table: Json) -> Section:
    kind, key = table["kind"], table["judged"]
    unit = told.level(table["level"]) if kind == "area" else told.t("department")
    title = told.t("section.ranking", unit=unit, rate=told.rate(key))
    targets = sorted(told.content["settings"]["targets"]) if kind == "department" else []
    columns = (
        Column(told.t("column.place"), "place"),
        Column(unit, "text"),
        Column(told.label(key), "share"),
        Column(told.t("column.fraction"), "text"),
        Column(told.t("column.interval"), "interval"),
        Column(told.t("column.band"), "verdict"),
        Column(told.t("column.before.change", before=told.before()), "points"),
        Column(told.t("column.verdict"), "verdict"),
        Column(told.t("column.year.change"), "points"),
        *(Column(told.label(other), "share") for other in RATES if other != key),
        *(Column(told.t(f"count.{name}"), "count") for name in _COUNTS),
        *(Column(told.t("column.target", rate=told.rate(t), target=setting(told.content["settings"]["targets"][t])), "verdict")
          for t in targets),
    )  # fmt: skip
    rows = tuple(_unit(told, row, table, targets) for row in sorted(table["rows"], key=_order(key)))
    notes = (told.t("note.bands", n=told.content["settings"]["minimum"]), told.t("note.funnel"))
    found = Table(kind + str(table.get("level", "")), title, columns, rows)
    return Section(found.key, title, (), (found,), _funnel(told, table, title), notes)


def _unit(told: Told, row: Json, table: Json, targets: Sequence[str]) -> Row:
    kind, key = table["kind"], table["judged"]
    one = row["rates"][key]
    before, year = row["before"], row["year"]
    name = told.words.inside(row["code"]) if kind == "area" else told.words.name(kind, row["code"])
    cells = (
        row["place"],
        name,
        one["value"],
        fraction(one),
        interval(one),
        told.band(row["band"]),
        before and before["difference"],
        before and told.verdict(before["clear"], key),
        year and year["difference"],
        *(row["rates"][other]["value"] for other in RATES if other != key),
        *(row["counts"][name] for name in _COUNTS),
        *(told.met(row["targets"][target]) if row["code"] else None for target in targets),
    )
    if not row["code"]:  # what lies in none of the units has no filter of its own
        return Row(cells)
    others = [DENOMINATORS[other] for other in RATES if other != key]
    shown = [DENOMINATORS[key], NUMERATORS[key], *others, *(f"closure.{name}" for name in _COUNTS)]
    columns = [2, 3, *range(9, 9 + len(shown) - 2)]
    unit = {kind: row["code"]}
    lists = {at: told.listed(name, **unit) for at, name in zip(columns, shown, strict=True)}
    return Row(cells, lists=lists)


def _funnel(told: Told, table: Json, title: str) -> Funnel | None:
    """Rates of the units with cases, between the limits within which chance keeps them."""
    key, limits = table["judged"], table["funnel"]
    rows = [row for row in table["rows"] if row["code"] and row["rates"][key]["of"]]
    if limits is None or len(rows) < 3:
        return None
    found = Limits(limits["p0"], limits["phi"])
    most = max(row["rates"][key]["of"] for row in rows)
    steps = sorted({max(1, round(most * (i / _STEPS) ** 2 * 1.05)) for i in range(1, _STEPS + 1)})
    lines = tuple((n, *found.limits(n, Z95), *found.limits(n, Z998)) for n in steps)
    points = tuple(
        Point(
            row["rates"][key]["of"],
            row["rates"][key]["value"],
            told.words.name(table["kind"], row["code"]),
            told.band(row["band"]).tone,
        )
        for row in rows
    )
    return Funnel(
        told.t("funnel", title=title),
        told.t("count.due"),
        told.rate(key),
        points,
        limits["p0"],
        lines,
    )


def _order(key: str) -> Callable[[Json], tuple[Any, ...]]:
    """By place; then those that are too few to rank, by their rates; last those of no unit."""

    def order(row: Json) -> tuple[Any, ...]:
        value = row["rates"][key]["value"]
        return (
            row["code"] is None,
            row["place"] is None,
            row["place"] or 0,
            value is None,
            -(value or 0),
            row["code"] or "",
        )

    return order
