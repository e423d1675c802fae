"""Case: one incident beside the screen, from its number down to what is near it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from data_access.case import Case, Clock
from layouts import areas, case_course, case_near, case_timeline, figures, marks, units
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import View

_BETWEEN = " · "


def build(answer: Case, view: View) -> dict[str, Any]:
    """JSON-ready: `label` and `close` name the dialog and its button, `children` are drawn;
    `place` and `points` are for the map, None where it is unlocated."""
    incident = answer.incident
    place = None
    if answer.surroundings.located:
        place = {"lat": incident.lat, "lon": incident.lon, "label": incident.external_id}
    return {
        "label": view.t("case.label", number=incident.external_id),
        "close": view.t("case.close"),
        "children": [_head(answer, view), _body(answer, view)],
        "place": place,
        "points": case_near.points(answer.surroundings, view),
    }


def unknown(view: View) -> dict[str, Any]:
    """The same where there is no such incident."""
    said = [html.P(view.t("case.unknown")), html.P(view.t("case.unknown.more"), className="dim")]
    return {
        "label": view.t("case.unknown"),
        "close": view.t("case.close"),
        "children": [html.Div(said, className="panel-empty", role="status")],
        "place": None,
        "points": [],
    }


def _head(answer: Case, view: View) -> Element:
    incident = answer.incident
    title = [
        html.H2(incident.external_id),
        cell("case-source", view.name("source", incident.source)),
    ]
    return html.Header(
        [
            html.Div(title, className="case-title"),
            html.Div(_tags(answer, view), className="case-tags"),
            _kind(answer, view),
            _where(answer, view),
            _text(answer, view),
        ],
        className="case-head",
        lang=view.language,
    )


def _tags(answer: Case, view: View) -> list[Element]:
    """Its statuses, its stage while it is open, and its priority."""
    tags = [_status(status, answer, view) for status in answer.statuses]
    if "overdue" in answer.statuses:  # which says that it is open, too
        tags = tags[1:]
    if "open" in answer.statuses:
        stage = view.t(f"loop.stage.{answer.incident.stage}")
        tags.append(cell("case-tag", view.t("case.stage", stage=stage)))
    priority = answer.incident.priority
    if priority is not None:
        kind = "case-tag is-urgent" if priority == 1 else "case-tag"
        tags.append(cell(kind, view.t("case.priority", n=priority)))
    return tags


def _status(status: str, answer: Case, view: View) -> Element:
    late = figures.duration(view, answer.late)
    return cell(f"case-tag is-{status}", view.t(f"case.status.{status}", time=late))


def _kind(answer: Case, view: View) -> Element:
    incident = answer.incident
    said = [category(incident.category, view)]
    if incident.scenario is not None:
        scenario = view.name("scenario", incident.scenario)
        said.append(view.t("chosen.chip", dimension=view.t("chosen.scenario"), said=scenario))
    return html.P(_BETWEEN.join(said), className="case-kind")


def category(code: str | None, view: View) -> str:
    """Both levels of a category."""
    if code is None:
        return view.t("feed.no_category")
    named = view.names.category.get(code)
    upper = [view.name("category", named.parent)] if named and named.parent else []
    return _BETWEEN.join([*upper, view.name("category", code)])


def _where(answer: Case, view: View) -> Element:
    """The areas it lies in, down to the finest, which can be filtered by; and the address."""
    incident = answer.incident
    within = areas.chain(view.names, incident.area)
    names = _BETWEEN.join(view.name("area", area.code) for area in within)
    said: list[Any] = [cell("case-area", names or units.name(view, incident.area))]
    if within:
        last = within[-1]
        here = view.t("case.here", level=units.level(view, last.level or 0))
        href = units.case(view, incident.source, incident.external_id, area=(last.code,))
        said.append(html.Link(here, href=href, className="case-here"))
    if incident.address:
        said.append(html.Div(incident.address, className="case-address"))
    return html.Div(said, className="case-where")


def _text(answer: Case, view: View) -> Element:
    if answer.incident.text:
        return html.P(answer.incident.text, className="case-text")
    unsaid = "case.no_text" if view.filter.reach.texts else "case.hidden"
    return html.P(view.t(unsaid), className="case-text dim")


def _body(answer: Case, view: View) -> Element:
    near = answer.surroundings
    sections = [
        html.Div(_clocks(answer, view), className="case-clocks"),
        case_course.stages(answer, view),
        case_timeline.timeline(answer, view),
        case_course.duties(answer, view),
        *case_near.build(near, answer.incident, view),
    ]
    return html.Div(sections, className="case-body", lang=view.language)


def _clocks(answer: Case, view: View) -> list[Element]:
    closed = "closed" in answer.statuses
    return [
        _deadline(answer, view),
        _clock("response", answer.response, answer.incident.responded_at, view, closed=closed),
        _clock("total", answer.total, answer.incident.closed_at, view),
        _tile(
            "paused",
            figures.duration(view, answer.paused) if answer.paused else figures.ABSENT,
            view.t("case.paused.taken" if answer.paused else "case.paused.none"),
            view,
        ),
    ]


def _deadline(answer: Case, view: View) -> Element:
    """How late or how early, over the moment of the deadline."""
    late = answer.late
    if answer.deadline is None or late is None:
        return _tile("deadline", figures.ABSENT, view.t("case.deadline.none"), view)
    ended = "closed" in answer.statuses
    word = "late" if late > 0 else "exact" if late == 0 and ended else "early" if ended else "left"
    figure = view.t(f"case.deadline.{word}", time=figures.duration(view, abs(late)))
    moment = case_course.moment(answer.deadline, view)
    said = view.t("case.deadline.stands") if answer.stands_still else moment
    waits = late > 0 and "voided" not in answer.statuses
    return _tile("deadline", figure, said, view, waits=waits, fact=moment)


def _clock(
    name: str, clock: Clock, ended_at: datetime | None, view: View, *, closed: bool = False
) -> Element:
    """A time over the moment at which it ended; one that ended without it never does."""
    if closed and not clock.ended:
        return _tile(name, figures.ABSENT, view.t("case.unheard"), view, waits=True)
    time = case_course.span(clock.seconds, view)
    if clock.ended and ended_at is not None:
        return _tile(name, time, case_course.moment(ended_at, view), view)
    return _tile(name, time, view.t("case.so_far"), view)


def _tile(
    name: str, figure: str, note: str, view: View, *, waits: bool = False, fact: str = ""
) -> Element:
    """A figure under its label, with the rule by which it is counted behind a hover."""
    label = view.t(f"case.{name}")
    rule: list[tuple[str, str] | str] = [view.t(f"case.{name}.rule")]
    lines = [(label, fact), *rule] if fact else rule
    return html.Div(
        [
            cell("label", label),
            cell("figure waits" if waits else "figure", figure),
            cell("tile-note", note),
        ],
        className="case-clock",
        title=marks.facts(label, lines),
        tabIndex="0",
        **attributes(data_time=name),
    )
