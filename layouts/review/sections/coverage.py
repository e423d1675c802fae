"""Camera coverage, and the blind areas with most incidents."""

from __future__ import annotations

from layouts.review.model import Column, Row, Section, Sentence, Table
from layouts.review.told import Json, Told
from layouts.review.words import setting

_LISTED = ((1, "cameras.installed"), (2, "cameras.online"), (3, "cameras.in_order"), (5, "coverage.covered"),
           (6, "coverage.blind"))  # fmt: skip


def section(told: Told) -> Section:
    found = told.content["coverage"]
    if not found["total"]["installed"]:
        said = Sentence(told.t("coverage.none"))
        return Section("coverage", told.t("section.coverage"), (said,))
    unit = told.level(found["level"])
    columns = (Column(unit, "text"), Column(told.t("column.installed"), "count"), Column(told.t("column.online"), "share"),
               Column(told.t("column.in_order"), "share"), Column(told.t("column.area"), "share"),
               Column(told.t("column.incidents"), "share"), Column(told.t("column.blind"), "count"))  # fmt: skip
    rows = [
        _covered(told, row, told.words.name("area", row["code"]), area=row["code"])
        for row in found["rows"]
    ]
    rows.append(_covered(told, found["total"], told.t("all"), total=True))
    units = Table("coverage", told.t("section.coverage"), columns, tuple(rows))
    blind = Table(
        "blind",
        told.t("table.blind", n=found["blind_total"]),
        (
            Column(told.t("column.area.name"), "text"),
            Column(told.t("column.area"), "share"),
            Column(told.t("count.filed"), "count"),
        ),
        tuple(
            Row(
                (told.words.inside(one["code"]), one["share"], one["incidents"]),
                lists={2: told.listed("closure.filed", area=one["code"])},
            )
            for one in found["blind"]
        ),
    )
    settings = told.content["settings"]
    notes = [told.t("note.coverage", share=setting(settings["blind_share"]))]
    if found["assumed"]:
        notes.append(
            told.t("note.assumed", n=found["assumed"], metres=f"{settings['camera_range_m']:g}")
        )
    return Section(
        "coverage",
        told.t("section.coverage"),
        (),
        (units, blind) if found["blind"] else (units,),
        notes=tuple(notes),
    )


def _covered(told: Told, row: Json, name: str, *, total: bool = False, **unit: str) -> Row:
    def share(part: float | None, whole: float | None) -> float | None:
        return None if part is None or not whole else min(1.0, part / whole)

    installed = row["installed"]
    return Row(
        (name, installed, share(row["online"], installed), share(row["in_order"], installed),
         share(row["covered_m2"], row["area_m2"]), share(row["covered"], row["located"]), row["blind"]),
        total=total,
        lists={at: told.listed(key, **unit) for at, key in _LISTED},
    )  # fmt: skip
