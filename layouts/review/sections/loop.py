"""The closed loop and the times in its stages."""

from __future__ import annotations

from layouts.review.model import Column, Row, Section, Table
from layouts.review.told import Told


def section(told: Told) -> Section:
    found = told.content["loop"]
    columns = (Column(told.t("column.stage"), "text"), Column(told.t("column.reached"), "count"),
               Column(told.t("column.share"), "share"), Column(told.t("column.standing"), "count"),
               Column(told.t("column.median"), "duration"))  # fmt: skip
    filed = found["filed"]
    rows = tuple(
        Row((told.t(f"stage.{s['name']}"), s["reached"], min(s["reached"], filed) / filed if filed else None,
             s["standing"] if s["median"] is not None or s["standing"] else None, s["median"]),
            lists={1: told.listed(f"loop.reached.{s['name']}"), 3: told.listed(f"loop.standing.{s['name']}")})
        for s in found["stages"]
    )  # fmt: skip
    table = Table("loop", told.t("section.loop"), columns, rows)
    return Section("loop", told.t("section.loop"), (), (table,), notes=(told.t("note.loop"),))
