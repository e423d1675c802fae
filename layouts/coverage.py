"""Coverage: cameras installed and in order, and what they see, per unit."""

from __future__ import annotations

from typing import Any

from data_access.coverage import Coverage, UnitCoverage
from data_access.definitions import coverage as c
from data_access.lists.listing import NO_UNIT
from data_access.statistics import Rate
from layouts import counted, figures, ids, marks, units
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import Props, View

_CAMERAS = "coverage.cameras"  # the figures of a row
_LISTS = {  # of a column, and whose number it is
    "installed": ("cameras", "installed"),
    "online": ("cameras", "online"),
    "in_order": ("cameras", "in_order"),
    "incidents": ("coverage", "covered"),
    "blind": ("coverage", "blind"),
}
_COLUMNS = ("installed", "online", "in_order", "area", "incidents", "blind")


def build(answer: Coverage, view: View) -> Props:
    """The panel of the camera coverage."""
    t, total = view.t, answer.total
    if not total.installed:
        nothing = marks.empty(t("coverage.none"), t("coverage.load"))
        head = marks.head(t("coverage.title"), (), _CAMERAS)
        body = marks.body(view, "coverage", [nothing], _CAMERAS)
        return {ids.COVERAGE: {"children": [head, body]}}
    head = marks.head(t("coverage.title"), _note(answer, view), _CAMERAS)
    longest = max((unit.installed for unit in answer.units), default=0) or total.installed
    rows = [_row(unit, longest, answer, view) for unit in ordered(answer, view)]
    content = [
        _columns(total, view),
        marks.rows(rows) if rows else None,
        _row(total, 0, answer, view, total=True),
    ]
    return {ids.COVERAGE: {"children": [head, marks.body(view, "coverage", content, _CAMERAS)]}}


def ordered(answer: Coverage, view: View) -> list[UnitCoverage]:
    """Most cameras first; those of no known unit last."""
    return sorted(
        answer.units,
        key=lambda unit: (unit.code is None, -unit.installed, units.name(view, unit.code)),
    )


def covered_area(unit: UnitCoverage) -> float | None:
    """The covered share of a unit's area; None where either is unknown."""
    if unit.covered_m2 is None or not unit.area_m2:
        return None
    return min(1.0, unit.covered_m2 / unit.area_m2)


def _rate(part: int | None, whole: int) -> Rate:
    return Rate(0, 0) if part is None else Rate(part, whole)


def _note(answer: Coverage, view: View) -> list[Element]:
    """What the row of the total does not say."""
    total = answer.total
    said = {"installed": view.t("coverage.note.installed", n=figures.number(total.installed))}
    if total.blind is not None:
        lowest = units.level(view, len(view.settings.levels) - 1, plural=True)
        number = figures.number(total.blind)
        said["blind"] = view.t("coverage.note.blind", level=lowest, n=number)
    if answer.assumed:
        metres = f"{view.settings.camera_range_m:g}"
        number = figures.number(answer.assumed)
        said["assumed"] = view.t("coverage.note.assumed", n=number, metres=metres)
    facts = marks.facts(view.t("coverage.title"), said.values())
    return [cell("note", text, title=facts, **_noted(key)) for key, text in said.items()]


def _noted(key: str) -> dict[str, Any]:
    family = "coverage" if key == "blind" else "cameras"
    return counted.figure(f"coverage.{key}", focus=True, opens=f"{family}.{key}")


def _share(part: int | None, whole: int, digits: int = 1) -> str:
    return figures.percent(_rate(part, whole).value, digits)


def _columns(total: UnitCoverage, view: View) -> Element:
    part = "online" if total.in_order is None else "in_order"
    legend = [
        marks.key("installed", view.t("coverage.column.installed")),
        marks.key(part, view.t(f"coverage.column.{part}")),
    ]
    named = [
        cell("figure", view.t(f"coverage.column.{column}"), **counted.figure(f"coverage.{column}"))
        for column in _COLUMNS
    ]
    return cell("columns", [cell("name"), cell("legend", legend), *named])


def _row(
    unit: UnitCoverage, longest: int, answer: Coverage, view: View, *, total: bool = False
) -> Element:
    if total:
        href, kind, named = units.out(view), "is-total", units.whole(view)
    elif unit.code is None:
        href, kind, named = None, "is-unknown", units.name(view, None)
    else:
        href, kind = units.toggle(view, "area", unit.code), ""
        named = units.short(view, unit.code)
    full = units.whole(view) if total else units.name(view, unit.code)
    children = [
        cell("name", named),
        cell("track") if total else _bar(unit, longest),
        *(
            cell(
                _kind(column, unit),
                shown,
                **counted.figure(f"coverage.{column}", opens=_opens(column, unit)),
            )
            for column, shown in zip(_COLUMNS, _shown(unit), strict=True)
        ),
    ]
    of = "" if total else unit.code or NO_UNIT
    return marks.row(kind, children, title=_facts(full, unit, answer, view), href=href, of=of)


def _shown(unit: UnitCoverage) -> tuple[str, ...]:
    """The figures of a row, by `_COLUMNS`."""
    return (
        figures.number(unit.installed),
        _share(unit.online, unit.installed, 0),
        _share(unit.in_order, unit.installed, 0),
        figures.percent(covered_area(unit), 0),
        _share(unit.covered, unit.located, 0),
        figures.number(unit.blind),
    )


def _opens(column: str, unit: UnitCoverage) -> str:
    """The list of a number; what is not known has none."""
    family, name = _LISTS.get(column, ("", ""))
    return f"{family}.{name}" if name and getattr(unit, name) is not None else ""


def _kind(column: str, unit: UnitCoverage) -> str:
    if column in ("area", "incidents"):
        return "figure is-main"
    return "figure is-blind" if column == "blind" and unit.blind else "figure"


def _bar(unit: UnitCoverage, longest: int) -> Element:
    """Installed as the pale bar, in it those in order, or online where that is all one knows."""
    part = unit.online if unit.in_order is None else unit.in_order
    style = marks.place(
        whole=round(100 * unit.installed / longest, 2),
        part=round(100 * min(part or 0, unit.installed) / longest, 2),
    )
    return cell("track is-online" if unit.in_order is None else "track", style=style)


def _facts(name: str, unit: UnitCoverage, answer: Coverage, view: View) -> str:
    lines = [
        (counted.name(c.INSTALLED, view), figures.number(unit.installed)),
        counted.fact(c.ONLINE_RATE, _rate(unit.online, unit.installed), view),
        counted.fact(c.IN_ORDER_RATE, _rate(unit.in_order, unit.installed), view),
        (counted.name(c.COVERED_SHARE, view), _areas(unit)),
        counted.fact(c.COVERED_INCIDENTS, _rate(unit.covered, unit.located), view),
        (counted.name(c.BLIND, view), f"{figures.number(unit.blind)}/{figures.number(unit.cells)}"),
    ]
    if answer.computed_at is not None:
        moment = f"{view.local(answer.computed_at):%Y-%m-%d %H:%M}"
        lines.append((view.t("coverage.computed"), moment))
    return marks.facts(name, lines)


def _areas(unit: UnitCoverage) -> str:
    if unit.covered_m2 is None or not unit.area_m2:
        return figures.ABSENT
    covered, area = unit.covered_m2 / 1e6, unit.area_m2 / 1e6
    return f"{covered:,.2f}/{area:,.2f} km² = {figures.percent(covered_area(unit))}"
