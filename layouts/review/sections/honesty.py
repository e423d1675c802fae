"""What the figures rest on, and how they are counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layouts.review.model import Column, Row, Section, Sentence, Table
from layouts.review.told import Told


def section(told: Told) -> Section:
    tables = _limits(told), _sources(told)
    notes = tuple(
        told.t(f"definition.{name}")
        for name in ("cohort", "due", "rates", "department", "interval", "limits")
    )
    return Section("honesty", told.t("section.honesty"), tuple(_said(told)), tables, notes=notes)


def _said(told: Told) -> Iterator[Sentence]:
    found, zone = told.content["honesty"], told.content["settings"]["timezone"]
    for name in ("simulated", "illustrative"):
        if found[name]:
            yield Sentence(told.t(f"honesty.{name}"), "wait")
    if told.content["coverage"]["total"]["installed"]:
        yield Sentence(told.t("honesty.nominal"), "wait")
    if found.get("late", 0) is None:
        since = told.words.moment(found["known_since"], zone)
        yield Sentence(told.t("honesty.late_unknown", since=since), "wait")
    if not told.content["period"]["final"]:
        days = told.content["settings"]["delay_days"]
        yield Sentence(told.t("headline.not_final", days=days), "wait")


def _limits(told: Told) -> Table:
    """How much is missing, late, corrected, assumed or rejected; without what a content does not know of."""
    found, coverage = told.content["honesty"], told.content["coverage"]
    metres = f"{told.content['settings']['camera_range_m']:g}"
    cohort = found["cohort"]
    rows = [_row(told, "unlocated", found["unlocated"], cohort, lists="heat.unlocated")]
    rows += [
        _row(told, name, found[name], cohort)
        for name in ("late", "corrected", "default_deadlines")
        if name in found
    ]
    installed = coverage["total"]["installed"]
    rows.append(
        _row(told, "assumed", coverage["assumed"], installed, "cameras.assumed", metres=metres)
    )
    if loads := found.get("loads"):
        rows.append(_row(told, "rejected", loads["rejected"], loads["read"]))
        rows.append(_row(told, "unfinished", loads["unfinished"], loads["loads"]))
    columns = (Column(told.t("column.limit"), "text"), Column(told.t("column.number"), "count"),
               Column(told.t("column.whole"), "count"), Column(told.t("column.part"), "share"))  # fmt: skip
    return Table("limits", told.t("table.limits"), columns, tuple(rows))


def _row(told: Told, name: str, n: int | None, of: int, lists: str = "", **values: Any) -> Row:
    share = None if n is None or not of or n > of else n / of
    cells = told.t(f"honesty.{name}", **values), n, of, share
    return Row(cells, lists={1: told.listed(lists)} if lists else {})


def _sources(told: Told) -> Table:
    found, zone = told.content["honesty"], told.content["settings"]["timezone"]
    columns = (Column(told.t("column.source"), "text"), Column(told.t("column.newest"), "text"))
    rows = tuple(
        Row((told.words.name("source", code), told.words.moment(at, zone)))
        for code, at in found["sources"].items()
    )
    return Table("sources", told.t("table.sources"), columns, rows)
