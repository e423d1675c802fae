"""Places that come back: how often, month by month."""

from __future__ import annotations

from layouts.review.model import Column, Row, Section, Sentence, Table
from layouts.review.told import Json, Told


def section(told: Told, found: Json) -> Section:
    values = {
        "often": found["often"],
        "of": len(found["months"]),
        "metres": found["cell_m"],
        "total": found["total"],
        "incidents": f"{found['incidents']:,}",
        "n": len(found["rows"]),
    }
    said = Sentence(told.t("places.some" if found["rows"] else "places.none", **values))
    columns = (
        Column(told.t("column.place.where"), "text"),
        Column(told.t("column.category"), "text"),
        *(Column(month, "count") for month in found["months"]),
    )
    rows = tuple(_place(told, row) for row in found["rows"])
    table = Table("places", told.t("table.places", **values), columns, rows)
    return Section(
        "places",
        told.t("section.places"),
        (said,),
        (table,) if rows else (),
        notes=(told.t("note.places", **values),),
    )


def _place(told: Told, row: Json) -> Row:
    west, south, east, north = (f"{edge:.5f}" for edge in row["edges"])
    asked = told.content["period"]["filter"]
    narrowed = {
        "category": asked.get("category", row["category"]),
        "within": f"{west},{south};{east},{north}",
    }
    cells = (
        told.words.inside(row["area"]),
        told.words.name("category", row["category"]),
        *row["counts"],
    )
    last = len(cells) - 1
    return Row(cells, lists={last: told.listed("heat.cohort", **narrowed)})
