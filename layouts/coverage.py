"""Coverage: cameras installed and in order, and what they see, per unit."""

from __future__ import annotations

from dash.development.base_component import Component

from data_access.coverage import Coverage, UnitCoverage
from data_access.statistics import Rate
from layouts import figures, ids, marks, units
from layouts.marks import cell
from layouts.view import Props, View

_COLUMNS = ("installed", "online", "in_order", "area", "incidents", "blind")


def build(answer: Coverage, view: View) -> Props:
    """The panel of the camera coverage."""
    t, total = view.t, answer.total
    if not total.installed:
        nothing = marks.empty(t("coverage.none"), t("coverage.load"))
        head = marks.head(t("coverage.title"), (), t("coverage.counted"))
        return {ids.COVERAGE: {"children": [head, marks.body(view, "coverage", [nothing])]}}
    head = marks.head(t("coverage.title"), [_note(answer, view)], t("coverage.counted"))
    longest = max((unit.installed for unit in answer.units), default=0) or total.installed
    rows = [_row(unit, longest, answer, view) for unit in ordered(answer, view)]
    content = [
        _columns(total, view),
        marks.rows(rows) if rows else None,
        _row(total, 0, answer, view, total=True),
    ]
    return {ids.COVERAGE: {"children": [head, marks.body(view, "coverage", content)]}}


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


def _note(answer: Coverage, view: View) -> Component:
    """What the row of the total does not say."""
    total = answer.total
    said = [view.t("coverage.note.installed", n=figures.number(total.installed))]
    if total.blind is not None:
        lowest = units.level(view, len(view.settings.levels) - 1, plural=True)
        said.append(view.t("coverage.note.blind", level=lowest, n=figures.number(total.blind)))
    if answer.assumed:
        metres = f"{view.settings.camera_range_m:g}"
        said.append(
            view.t("coverage.note.assumed", n=figures.number(answer.assumed), metres=metres)
        )
    return cell("note", " · ".join(said), title="\n".join(said))


def _share(part: int | None, whole: int, digits: int = 1) -> str:
    return figures.percent(_rate(part, whole).value, digits)


def _columns(total: UnitCoverage, view: View) -> Component:
    part = "online" if total.in_order is None else "in_order"
    legend = [
        marks.key("installed", view.t("coverage.column.installed")),
        marks.key(part, view.t(f"coverage.column.{part}")),
    ]
    share = figures.percent(view.settings.blind_share, 0)
    named = [
        cell(
            "figure",
            view.t(f"coverage.column.{column}"),
            title=view.t(f"coverage.{column}.how", share=share),
        )
        for column in _COLUMNS
    ]
    return cell("columns", [cell("name"), cell("legend", legend), *named])


def _row(
    unit: UnitCoverage, longest: int, answer: Coverage, view: View, *, total: bool = False
) -> Component:
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
        cell("figure", figures.number(unit.installed)),
        cell("figure", _share(unit.online, unit.installed, 0)),
        cell("figure", _share(unit.in_order, unit.installed, 0)),
        cell("figure is-main", figures.percent(covered_area(unit), 0)),
        cell("figure is-main", _share(unit.covered, unit.located, 0)),
        cell("figure is-blind" if unit.blind else "figure", figures.number(unit.blind)),
    ]
    return marks.row(kind, children, title=_facts(full, unit, answer, view), href=href)


def _bar(unit: UnitCoverage, longest: int) -> Component:
    """Installed as the pale bar, in it those in order, or online where that is all one knows."""
    part = unit.online if unit.in_order is None else unit.in_order
    style = marks.place(
        whole=round(100 * unit.installed / longest, 2),
        part=round(100 * min(part or 0, unit.installed) / longest, 2),
    )
    return cell("track is-online" if unit.in_order is None else "track", style=style)


def _facts(name: str, unit: UnitCoverage, answer: Coverage, view: View) -> str:
    t = view.t
    lines: list[tuple[str, str] | str] = [
        (t("coverage.installed"), figures.number(unit.installed)),
        (t("coverage.online"), _with_fraction(unit.online, unit.installed)),
        (t("coverage.in_order"), _with_fraction(unit.in_order, unit.installed)),
        (t("coverage.area"), _areas(unit)),
        (t("coverage.incidents"), _with_fraction(unit.covered, unit.located)),
        (t("coverage.blind"), f"{figures.number(unit.blind)}/{figures.number(unit.cells)}"),
    ]
    if answer.computed_at is not None:
        moment = f"{view.local(answer.computed_at):%Y-%m-%d %H:%M}"
        lines.append((t("coverage.computed"), moment))
    lines.append(t("coverage.counted"))
    lines.append(t("coverage.blind.how", share=figures.percent(view.settings.blind_share, 0)))
    return marks.facts(name, lines)


def _areas(unit: UnitCoverage) -> str:
    if unit.covered_m2 is None or not unit.area_m2:
        return figures.ABSENT
    covered, area = unit.covered_m2 / 1e6, unit.area_m2 / 1e6
    return f"{covered:,.2f}/{area:,.2f} km² = {figures.percent(covered_area(unit))}"


def _with_fraction(part: int | None, whole: int) -> str:
    if part is None:
        return figures.ABSENT
    return f"{figures.fraction(Rate(part, whole))} = {_share(part, whole)}"
