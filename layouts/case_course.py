"""The course of a case: its time in each stage, and whoever had it when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from data_access.case import Case, Duty, Span
from layouts import elements as html
from layouts import figures, marks
from layouts.elements import Element
from layouts.marks import cell, place
from layouts.view import View

_FAR = 3  # times the whole course, from where on the deadline is not drawn beside it


def moment(at: datetime, view: View) -> str:
    """A local moment to the minute; its year where that is not the present one."""
    here = view.local(at)
    same_year = here.year == view.local(view.as_of).year
    return f"{here:%m-%d %H:%M}" if same_year else f"{here:%Y-%m-%d %H:%M}"


def section(name: str, note: str, children: list[Any], view: View, rule: str = "") -> Element:
    """A part of the case under its heading; a `rule` says behind a hover how it is found."""
    title = view.t(f"case.{name}")
    head = [html.H3(title)]
    if rule:
        said = marks.facts(title, [rule])
        head.append(cell("case-how", view.t("case.how"), title=said, tabIndex="0"))
    head.append(cell("panel-note", note))
    return html.Section(
        [html.Div(head, className="case-section-head"), *children],
        className=f"case-section case-{name}",
    )


# Stages ------------------------------------------------------------------------------------------


def stages(answer: Case, view: View) -> Element:
    """A strip of the whole course with the deadline in its place, and each stage's time."""
    here = answer.incident.stage if "open" in answer.statuses else None
    longest = max((clock.seconds for clock in answer.stages.values()), default=0)
    rows = []
    for stage, clock in answer.stages.items():
        share = 100 * max(0, clock.seconds) / longest if longest > 0 else 0.0
        rows.append(
            html.Div(
                [
                    html.Icon(className=f"stage-mark stage-{stage}"),
                    cell("name", view.t(f"loop.stage.{stage}")),
                    cell("track", [cell(f"bar stage-{stage}", style=place(size=round(share, 2)))]),
                    cell("figure", span(clock.seconds, view)),
                    cell("aside", view.t("case.stages.here") if stage == here else ""),
                ],
                className="stage-row",
            )
        )
    children = [*_strip(answer, view), html.Div(rows, className="stage-rows")]
    return section("stages", "", children, view, view.t("case.stages.rule"))


def span(seconds: float, view: View) -> str:
    """A duration; one that contradicts the order of things is below 0."""
    return ("−" if seconds < 0 else "") + figures.duration(view, abs(seconds))


def _strip(answer: Case, view: View) -> list[Element]:
    """The spans of time side by side, and the deadline unless it lies far beyond them."""
    spans = [one for one in answer.spans if one.stage != "closed"]
    if not spans:
        return []
    begin, end, deadline = spans[0].begin, spans[-1].end, answer.deadline
    if deadline is not None and not begin <= deadline <= begin + _FAR * (end - begin):
        deadline = None
    scale = marks.Scale(0, (max(end, deadline or end) - begin).total_seconds())

    def at(when: datetime) -> float:
        return scale.at((when - begin).total_seconds())

    parts = [
        cell(
            f"strip-part stage-{one.stage}" + (" is-paused" if one.paused else ""),
            style=place(at=at(one.begin), size=round(at(one.end) - at(one.begin), 2)),
            title=_said_of(one, view),
        )
        for one in spans
    ]
    if deadline is not None:
        parts.append(cell("strip-deadline", style=place(at=at(deadline))))
    ends = [cell("", moment(begin, view)), cell("", moment(max(end, deadline or end), view))]
    return [html.Div(parts, className="strip"), html.Div(ends, className="strip-ends")]


def _said_of(one: Span, view: View) -> str:
    name = view.t("case.pause") if one.paused else view.t(f"loop.stage.{one.stage}")
    time = figures.duration(view, (one.end - one.begin).total_seconds())
    begin, end = moment(one.begin, view), moment(one.end, view)
    return marks.facts(f"{name} {time}", [(view.t("case.from"), begin), (view.t("case.to"), end)])


# Who had it --------------------------------------------------------------------------------------


def duties(answer: Case, view: View) -> Element:
    """One line for each assignment."""
    rows: list[Any] = [_duty(duty, view) for duty in answer.duties]
    if not rows:
        rows = [html.P(view.t("case.duties.none"), className="dim")]
    return section("duties", "", rows, view, view.t("case.duties.rule"))


def _duty(duty: Duty, view: View) -> Element:
    begin = moment(duty.begin, view)
    if duty.end is None:
        when = view.t("case.since_then", begin=begin)
    else:
        when = view.t("case.span", begin=begin, end=moment(duty.end, view))
    times = []
    if duty.response is not None and duty.outcome == "answered":
        times.append(view.t("case.responded_in", time=figures.duration(view, duty.response)))
    if duty.handling is not None:
        times.append(view.t("case.handled_in", time=figures.duration(view, duty.handling)))
    outcome = duty.outcome if duty.handling is None else "resolved"
    waits = outcome in ("waiting", "unanswered")
    first = [
        cell("name", view.name("department", duty.department)),
        cell("role", view.t(f"case.role.{duty.role}")),
        cell("outcome waits" if waits else "outcome", view.t(f"case.outcome.{outcome}")),
    ]
    second = [cell("when", when), cell("times", " · ".join(times))]
    lines = [html.Div(first, className="line"), html.Div(second, className="line dim")]
    return html.Div(lines, className="duty")
