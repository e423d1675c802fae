"""Closure: closure and on-time rate of every unit, with intervals, against the whole."""

from __future__ import annotations

import math
from typing import Any

from data_access.closure import Closure, Cohort
from data_access.definitions.closure import (
    CLOSURE_RATE,
    DUE,
    ON_TIME_RATE,
)
from data_access.definitions.incidents import FILED
from data_access.lists.listing import NO_UNIT
from data_access.statistics import Band, Rate
from layouts import counted, counts, figures, ids, marks, units
from layouts.elements import Element
from layouts.marks import Scale, cell
from layouts.view import Props, View

_ORDER: dict[Band, int] = {"better": 0, "same": 1, "worse": 2, "few": 3, "none": 4}
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_TICKS = 5

Ranked = tuple[Cohort, Band]


def build(answer: Closure, view: View) -> Props:
    """The panel of the closure rates."""
    t = view.t
    title = t("closure.title", level=units.level(view, answer.level))
    note = [
        _key("dot", t("closure.rate.short"), "closure_rate"),
        _key("ring", t("closure.on_time.short"), "on_time_rate"),
        _key("interval", t("closure.interval.short"), "interval"),
    ]
    found = scale(answer)
    total = answer.total.closure_rate.value
    content = [
        marks.axis(found, reference=total),
        _row(answer.total, "same", found, view, total=True),
        *_district(answer, found, view),
        marks.rows(_rows(answer, found, view)),
    ]
    head = marks.head(title, note, "closure.rates")
    return {
        ids.CLOSURE: {"children": [head, marks.body(view, "closure", content, "closure.rates")]}
    }


def ranked(answer: Closure, view: View) -> list[Ranked]:
    """The units in the order of the panel: bands, within them rates; the unknown one last."""

    def order(unit: Ranked) -> tuple[bool, int, float, str]:
        cohort, band = unit
        rate = cohort.closure_rate.value
        place = 0.0 if rate is None else -rate
        return cohort.code is None, _ORDER[band], place, units.name(view, cohort.code)

    return sorted(zip(answer.units, answer.bands, strict=True), key=order)


def scale(answer: Closure) -> Scale:
    """The axis, zoomed to the rates of the ranked units and their intervals."""
    tested = [
        unit
        for unit, band in zip(answer.units, answer.bands, strict=True)
        if band in ("better", "same", "worse")
    ]
    shown = [answer.total, *(tested or answer.units)]
    shown += [answer.district] if answer.district else []
    values = [rate.value for unit in shown for rate in (unit.closure_rate, unit.on_time_rate)]
    ends = [end for unit in shown for end in unit.closure_rate.interval or ()]
    reached = [value for value in (*values, *ends) if value is not None] or [0.0, 1.0]
    for step in _STEPS:
        low = math.floor(min(reached) / step + 1e-9)
        high = math.ceil(max(reached) / step - 1e-9)
        if high - low < _TICKS:
            break
    if low == high:
        low, high = (low - 1, high) if low else (low, high + 1)
    ticks = tuple((i * step, f"{i * step:.0%}") for i in range(low, high + 1))
    return Scale(low * step, high * step, ticks)


def _key(mark: str, label: str, figure: str) -> Element:
    return marks.key(mark, label, **counted.figure(f"closure.{figure}", focus=True))


def _rows(answer: Closure, found: Scale, view: View) -> list[Element]:
    rows: list[Element] = []
    noted = False
    for cohort, band in ranked(answer, view):
        if band in ("few", "none") and cohort.code is not None and not noted:
            noted = True
            minimum = view.settings.min_denominator
            rows.append(cell("rows-note", view.t("closure.few.note", n=minimum)))
        rows.append(_row(cohort, band, found, view, judged=answer.judged))
    return rows


def _row(
    cohort: Cohort,
    band: Band,
    found: Scale,
    view: View,
    *,
    total: bool = False,
    judged: bool = True,
) -> Element:
    named = units.whole(view) if total else units.short(view, cohort.code)
    if total:
        href, kind = units.out(view), "is-total"
    elif cohort.code is None:
        href, kind = None, "is-unknown"
    else:
        href, kind = units.toggle(view, "area", cohort.code), f"is-{band}"
        if units.chosen(view, "area", cohort.code):
            kind += " is-chosen"
    rate = cohort.closure_rate
    children = [
        cell("name", named),
        _track(rate, cohort.on_time_rate, found),
        cell("figure", figures.percent(rate.value), **_opens("closure_rate", "closed")),
        cell("aside", _aside(cohort, view), **_opens("beside", "not_yet_due")),
        cell("count", figures.fraction(rate), **_opens("closure_rate", "due")),
    ]
    ranked_band = None if total or cohort.code is None or not judged else band
    name = units.whole(view) if total else units.name(view, cohort.code)
    of = "" if total else cohort.code or NO_UNIT
    facts = _facts(name, cohort, ranked_band, view)
    return marks.row(kind, children, title=facts, href=href, of=of)


def _district(answer: Closure, found: Scale, view: View) -> list[Element]:
    """The district's rate beside that of a part; its counts are not told."""
    if answer.district is None or (rate := answer.district.closure_rate.value) is None:
        return []
    at = found.at(rate)
    dot = "track has-dot" if found.holds(rate) else "track has-dot is-outside"
    name = view.t("units.whole", level=units.level(view, 0))
    children = [
        cell("name", name),
        cell(dot, style=marks.place(dot=at, low=at, high=at)),
        cell("figure", figures.percent(rate)),
    ]
    facts = marks.facts(name, [(counted.name(CLOSURE_RATE, view), figures.percent(rate))])
    return [marks.row("is-total is-district", children, title=facts, href=None, of="")]


def _opens(figure: str, count: str) -> dict[str, Any]:
    return counted.figure(f"closure.{figure}", opens=f"closure.{count}")


def _track(closed: Rate, on_time: Rate, found: Scale) -> Element:
    if closed.value is None or closed.interval is None or on_time.value is None:
        return cell("track")
    low, high = closed.interval
    ring = "ring" if found.holds(on_time.value) else "ring is-outside"
    return cell(
        "track has-dot" if found.holds(closed.value) else "track has-dot is-outside",
        cell(ring, style={"left": f"{found.at(on_time.value):g}%"}),
        style=marks.place(dot=found.at(closed.value), low=found.at(low), high=found.at(high)),
    )


def _aside(cohort: Cohort, view: View) -> str:
    """What is not judged yet, beside the rate and not in it."""
    return view.t(
        "closure.aside",
        not_yet_due=figures.number(cohort.not_yet_due),
        early=figures.number(cohort.closed_early),
    )


def _facts(name: str, cohort: Cohort, band: Band | None, view: View) -> str:
    lines: list[tuple[str, str] | str] = [
        *counted.judged(CLOSURE_RATE, cohort.closure_rate, view),
        *counted.judged(ON_TIME_RATE, cohort.on_time_rate, view),
        (counted.name(FILED, view), figures.number(cohort.filed)),
        (counted.name(DUE, view), figures.number(cohort.due)),
        *counts.beside(cohort, view),
    ]
    if band is not None:
        lines.append(view.t(f"closure.band.{band}", n=view.settings.min_denominator))
    return marks.facts(name, lines)
