"""What the figures rest on, and how they are counted."""

from __future__ import annotations

from layouts.review.model import Column, Row, Section, Sentence, Table
from layouts.review.told import Told


def section(told: Told) -> Section:
    found, zone = told.content["honesty"], told.content["settings"]["timezone"]
    columns = (Column(told.t("column.source"), "text"), Column(told.t("column.newest"), "text"))
    rows = tuple(
        Row((told.words.name("source", code), told.words.moment(at, zone)))
        for code, at in found["sources"].items()
    )
    sources = Table("sources", told.t("table.sources"), columns, rows)
    said = [
        Sentence(
            told.t("honesty.unlocated", n=f"{found['unlocated']:,}", of=f"{found['cohort']:,}")
        )
    ]
    said += [
        Sentence(told.t(f"honesty.{name}"), "wait")
        for name in ("simulated", "illustrative")
        if found[name]
    ]
    if not told.content["period"]["final"]:
        said.append(
            Sentence(
                told.t("headline.not_final", days=told.content["settings"]["delay_days"]),
                "wait",
            )
        )
    notes = tuple(
        told.t(f"definition.{name}")
        for name in ("cohort", "due", "rates", "department", "interval")
    )
    return Section("honesty", told.t("section.honesty"), tuple(said), (sources,), notes=notes)
