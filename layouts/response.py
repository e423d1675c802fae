"""Response: median to 90th percentile of every department's answer, the unanswered counted."""

from __future__ import annotations

from dataclasses import replace

from data_access.definitions.response import (
    ANSWERED,
    ASSIGNMENTS,
    OLDEST,
    PASSED_ON,
    UNANSWERED,
    WAITING,
)
from data_access.response import DepartmentResponse, Response
from data_access.statistics import Percentile
from layouts import counted, figures, ids, marks, units
from layouts.elements import Element
from layouts.figures import DAY, HOUR, MINUTE
from layouts.marks import Scale, cell
from layouts.view import Props, View

LONG_WAIT = DAY
"""From this age on, in seconds, the oldest unanswered assignment is pointed out."""

_TIMES, _WAITING = "response.times", "response.waiting"  # the figures

_OPENS_WAITING = counted.figure(_WAITING, opens="response.waiting")

_TICKS = (10, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY)
_USUAL = (5 * MINUTE, DAY)
_LABELLED_FIRST = (*(HOUR, DAY, 5 * MINUTE, MINUTE, 7 * DAY, 4 * HOUR, 15 * MINUTE), *_TICKS)
_LABEL_ROOM = {"zh": 16, "en": 27}  # percent of the track between two labels


def build(answer: Response, view: View) -> Props:
    """The panel of the departments' response times."""
    t = view.t
    note = [
        marks.key("median", t("response.median.short"), **counted.figure(_TIMES, focus=True)),
        marks.key("end", t("response.p90.short"), **counted.figure(_TIMES)),
    ]
    head = marks.head(t("response.title"), note, _TIMES)
    if not answer.departments:
        content: list[Element | str | None] = [marks.empty(t("response.none"))]
        return {ids.RESPONSE: {"children": [head, marks.body(view, "response", content, _TIMES)]}}
    found = scale(answer, view)
    whole = answer.total.median
    reference = whole.seconds if whole is not None and not whole.beyond else None
    label = cell(
        "axis-label",
        t("response.all", median=figures.percentile(view, whole)),
        title=_facts(answer.total, t("response.whole"), view),
        **counted.figure(_TIMES, focus=True, opens="response.assignments"),
    )
    waiting = cell(
        "figure",
        t("response.waiting.short"),
        title=marks.facts(counted.name(WAITING, view), [t("response.amber")]),
        **counted.figure(_WAITING, focus=True),
    )
    content = [
        marks.axis(found, reference, label, waiting),
        marks.rows([_row(department, found, view) for department in ordered(answer, view)]),
    ]
    return {ids.RESPONSE: {"children": [head, marks.body(view, "response", content, _TIMES)]}}


def ordered(answer: Response, view: View) -> list[DepartmentResponse]:
    """Fast ones first; those whose median is not reached, then those without any, last."""

    def order(one: DepartmentResponse) -> tuple[bool, bool, bool, int, str]:
        median = one.median or Percentile(0)
        name = view.name("department", one.code)
        return one.assignments == 0, one.median is None, median.beyond, median.seconds, name

    return sorted(answer.departments, key=order)


def scale(answer: Response, view: View) -> Scale:
    """A logarithmic axis: 5 minutes to 1 day, more where the figures need it."""
    seconds = [
        found.seconds
        for department in (*answer.departments, answer.total)
        for found in (department.median, department.p90)
        if found is not None
    ]
    low = max((tick for tick in _TICKS if tick <= min(seconds, default=HOUR)), default=_TICKS[0])
    high = min((tick for tick in _TICKS if tick >= max(seconds, default=HOUR)), default=_TICKS[-1])
    low, high = min(low, _USUAL[0]), max(high, _USUAL[1])
    shown = [tick for tick in _TICKS if low <= tick <= high]
    scale = Scale(low, high, log=True)
    labelled: list[int] = []
    room = _LABEL_ROOM[view.language]
    for tick in sorted(shown, key=_LABELLED_FIRST.index):
        if all(abs(scale.at(tick) - scale.at(other)) >= room for other in labelled):
            labelled.append(tick)
    ticks = [(tick, figures.duration(view, tick) if tick in labelled else "") for tick in shown]
    return replace(scale, ticks=tuple(ticks))


def _row(one: DepartmentResponse, found: Scale, view: View) -> Element:
    chosen = units.chosen(view, "department", one.code)
    long_wait = one.oldest_waiting is not None and one.oldest_waiting >= LONG_WAIT
    waiting = figures.number(one.waiting) if one.assignments else figures.ABSENT
    children = [
        cell("name", view.name("department", one.code)),
        _track(one, found, view),
        cell("figure is-waiting" if long_wait else "figure", waiting, **_OPENS_WAITING),
    ]
    kind = " ".join(
        word for word, holds in (("is-chosen", chosen), ("is-none", not one.assignments)) if holds
    )
    href = units.toggle(view, "department", one.code or "")
    facts = _facts(one, view.name("department", one.code), view)
    return marks.row(kind, children, title=facts, href=href, of=one.code or "")


def _track(one: DepartmentResponse, found: Scale, view: View) -> Element:
    if one.median is None or one.p90 is None:
        return cell("track")
    if one.median.beyond:
        text = view.t("response.median.beyond", time=figures.percentile(view, one.median))
        return cell("track is-beyond", cell("beyond", text))
    start = found.at(one.median.seconds)
    if one.p90.beyond:
        beyond = cell("beyond", figures.percentile(view, one.p90))
        return cell("track has-dot is-beyond", beyond, style=marks.place(dot=start, end=100.0))
    style = marks.place(dot=start, end=found.at(one.p90.seconds))
    return cell("track has-dot has-end", style=style)


def _facts(one: DepartmentResponse, name: str, view: View) -> str:
    t = view.t
    if not one.assignments:
        return marks.facts(name, [t("response.no_assignments")])
    counts = (ASSIGNMENTS, ANSWERED, WAITING, PASSED_ON, UNANSWERED)
    lines = [
        (t("response.median"), figures.percentile(view, one.median)),
        (t("response.p90"), figures.percentile(view, one.p90)),
        *((counted.name(c, view), figures.number(getattr(one, c.key))) for c in counts),
        (counted.name(OLDEST, view), figures.duration(view, one.oldest_waiting)),
        (t("response.plain.median"), figures.duration(view, one.answered_median)),
        (t("response.plain.p90"), figures.duration(view, one.answered_p90)),
    ]
    return marks.facts(name, lines)
