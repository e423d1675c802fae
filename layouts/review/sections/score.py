"""An assessment score: what each unit has of its points, and how much places hang on the weights."""

from __future__ import annotations

from typing import Any

from layouts.review.model import Column, Row, Section, Sentence, Table
from layouts.review.told import DENOMINATORS, Json, Told


def section(told: Told, score: Json) -> Section:
    name = score["zh" if told.words.language == "zh" else "en"]
    if score.get("what_if"):
        name = told.t("section.what_if", name=name)
    unit = told.level(score["level"]) if score["kind"] == "area" else told.t("department")
    columns = [
        Column(told.t("column.place"), "place"),
        Column(unit, "text"),
        Column(told.t("column.score"), "score"),
        Column(told.t("column.maximum"), "score"),
        Column(told.t("column.range", sway=f"{score['sway']:.0%}"), "text"),
    ]
    for term in score["terms"]:
        columns += [
            Column(_term(told, term), "share"),
            Column(told.t("column.earned", points=_points(term["points"])), "score"),
            Column(told.t("column.lost"), "score"),
        ]
    columns.append(Column(told.t("column.left_out"), "text"))
    rows = tuple(_unit(told, row, score) for row in sorted(score["rows"], key=_order))
    caption = told.t("table.score", formula=_formula(told, score))
    key = f"score-{score['code']}"
    table = Table(key, caption, tuple(columns), rows)
    notes = (
        told.t("note.score", enough=f"{score['enough']:.0%}"),
        told.t("note.score.sway", sway=f"{score['sway']:.0%}"),
    )
    return Section(key, name, tuple(_sentences(told, score)), (table,), notes=notes)


def _term(told: Told, term: Json) -> str:
    rate = told.rate(term["rate"])
    return f"1 − {rate}" if term["complement"] else rate


def _points(points: float) -> str:
    return f"{points:g}"


def _formula(told: Told, score: Json) -> str:
    parts = []
    for term in score["terms"]:
        said = _term(told, term)
        parts.append(f"{_points(term['points'])} × {f'({said})' if term['complement'] else said}")
    return " + ".join(parts)


def _sentences(told: Told, score: Json) -> list[Sentence]:
    said = []
    if score.get("what_if"):
        decided = ", ".join(_points(term["decided"]) for term in score["terms"])
        said.append(Sentence(told.t("score.what_if", decided=decided), "wait"))
    ranked = [row for row in score["rows"] if row["place"] is not None]
    values = {
        "of": len(ranked),
        "sway": f"{score['sway']:.0%}",
        "combinations": 3 ** len(score["terms"]),
        "n": sum(row["range"][0] == row["range"][1] for row in ranked),
    }
    if len(ranked) > 1:
        widest = max(ranked, key=lambda row: row["range"][1] - row["range"][0])
        best, worst = widest["range"]
        key = "score.steady" if best == worst else "score.sways"
        name = _name(told, score, widest["code"])
        said.append(Sentence(told.t(key, **values, name=name, best=best, worst=worst)))
    without = len(score["rows"]) - len(ranked)
    if without:
        enough = f"{score['enough']:.0%}"
        said.append(Sentence(told.t("score.without", n=without, enough=enough), "wait"))
    return said


def _name(told: Told, score: Json, code: str) -> str:
    if score["kind"] == "area":
        return told.words.inside(code)
    return told.words.name(score["kind"], code)


def _unit(told: Told, row: Json, score: Json) -> Row:
    cells: list[Any] = [
        row["place"],
        _name(told, score, row["code"]),
        row["score"],
        row["maximum"],
        None if row["range"] is None else _range(*row["range"]),
    ]
    lists = {}
    for term, value in zip(score["terms"], row["terms"], strict=True):
        if value["of"]:
            lists[len(cells)] = told.listed(
                DENOMINATORS[term["rate"]], **{score["kind"]: row["code"]}
            )
        shown = value["share"]
        if shown is None and value["of"]:  # too few: told, and not counted
            shown = value["n"] / value["of"]
            shown = 1 - shown if term["complement"] else shown
        cells += [shown, value["points"], value["lost"]]
    cells.append(_left_out(told, row, score))
    return Row(tuple(cells), lists=lists)


def _range(best: int, worst: int) -> str:
    return f"{best}" if best == worst else f"{best}–{worst}"


def _left_out(told: Told, row: Json, score: Json) -> str | None:
    """Which terms are in neither score nor maximum, and why."""
    said = [
        told.t(
            f"score.out.{value['out']}",
            term=_term(told, term),
            n=value["of"],
            minimum=term["minimum"],
        )
        for term, value in zip(score["terms"], row["terms"], strict=True)
        if value["out"]
    ]
    return told.t("and").join(said) or None


def _order(row: Json) -> tuple[Any, ...]:
    return row["place"] is None, row["place"] or 0, row["code"]
