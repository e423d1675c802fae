"""Response times of departments: the slowest beside a map, all of them in a scene of their own."""

from __future__ import annotations

from data_access.response import DepartmentResponse, Response
from layouts import elements as html
from layouts import figures, marks
from layouts import response as panel
from layouts.elements import Element
from layouts.marks import Scale, cell
from layouts.view import Props, View
from layouts.wall import parts

SLOWEST = 5
MOST = 24  # of the scene: two columns of twelve
_ROOM = 27  # percent of the track between two labels


def build(answer: Response, view: View) -> Props:
    """The slowest departments by their median, the unanswered counted."""
    found = [one for one in panel.ordered(answer, view) if one.median is not None]
    title = view.t("wall.slowest")
    if not found:
        return _nothing("response", title, view)
    rows = _rows(found[::-1][:SLOWEST], panel.scale(answer, view), view)
    return parts.panel("response", title, _keys(view), rows, view)


def build_all(answer: Response, view: View) -> Props:
    """Every department with an assignment, the fastest first; of too many the slowest."""
    found = [one for one in panel.ordered(answer, view) if one.assignments][-MOST:]
    title = view.t("response.title")
    if not found:
        return _nothing("departments", title, view)
    scale, half = panel.scale(answer, view), (len(found) + 1) // 2
    columns = [
        html.Div(_rows(some, scale, view), className="wall-column")
        for some in (found[:half], found[half:])
        if some
    ]
    return parts.panel("departments", title, _keys(view), columns, view)


def _nothing(name: str, title: str, view: View) -> Props:
    return parts.panel(name, title, [], [parts.nothing(view, view.t("wall.none.assigned"))], view)


def _keys(view: View) -> list[Element]:
    """What the marks are."""
    marks_ = (("median", view.t("response.median.short")), ("end", view.t("wall.p90")))
    return [html.Span([html.Icon(className=f"wall-key is-{mark}"), said]) for mark, said in marks_]


def _rows(some: list[DepartmentResponse], scale: Scale, view: View) -> list[Element]:
    return [*(_row(one, scale, view) for one in some), _ticks(scale, view)]


def _row(one: DepartmentResponse, scale: Scale, view: View) -> Element:
    long_wait = one.oldest_waiting is not None and one.oldest_waiting >= panel.LONG_WAIT
    return parts.row(
        "",
        [
            cell("name", view.name("department", one.code)),
            _track(one, scale),
            cell("middle", figures.percentile(view, one.median)),
            cell(
                "figure is-waiting" if long_wait else "figure",
                [parts.number(f"waiting-{one.code}", one.waiting, figures.number(one.waiting))],
            ),
        ],
    )


def _track(one: DepartmentResponse, scale: Scale) -> Element:
    if one.median is None or one.p90 is None:
        return cell("track")
    at, end = scale.at(one.median.seconds), scale.at(one.p90.seconds)
    beyond = one.p90.beyond or one.median.beyond
    return cell(
        "track has-dot is-beyond" if beyond else "track has-dot",
        style=marks.place(dot=at, end=100.0 if beyond else end),
    )


def _ticks(scale: Scale, view: View) -> Element:
    """Under the rows: the durations that have room, and what the last number is."""
    shown: list[tuple[float, str]] = []
    for value, text in scale.ticks:
        if text and all(abs(scale.at(value) - scale.at(other)) >= _ROOM for other, _ in shown):
            shown.append((value, text))
    ticks = [cell("tick", text, style={"left": f"{scale.at(value):g}%"}) for value, text in shown]
    cells = [cell("name"), cell("track", ticks), cell("middle", view.t("wall.waiting"))]
    return html.Div(cells, className="wall-row wall-ticks")
