"""What the panels of a wall display share: a frame with title and age, rows with a track."""

from __future__ import annotations

import json
from collections.abc import Sequence

from layouts import elements as html
from layouts import format, states
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import Props, View

Children = Sequence[Element | str | None]
_AGES = ("now", "seconds", "minutes", "hours")


def panel(name: str, title: str, note: Children, body: Children, view: View) -> Props:
    """A panel of the wall: its title, what is said beside that, the age of its data, its content."""
    stale = states.stale_text(view)
    head = html.Header(
        [
            html.H2(title),
            html.Div([one for one in note if one], className="wall-note"),
            age(view),
        ],
        className="wall-head",
    )
    inside = [one for one in body if one]
    kind = "wall-frame is-stale" if stale else "wall-frame"
    said = [html.P(stale, className="wall-stale")] if stale else []
    frame = html.Div(
        [head, *said, html.Div(inside, className=f"wall-body wall-{name}")],
        className=kind,
        lang="zh-CN" if view.language == "zh" else "en",
    )
    return {holder(name): {"children": frame}}


def holder(name: str) -> str:
    """The id of the element that holds a panel."""
    return f"wall-{name}"


def age(view: View, *, short: bool = True) -> Element | None:
    """The age of the newest data that are looked at; `assets/clock.js` tells it every second."""
    moment = states.newest(view)
    if moment is None:
        return html.Span(view.t("wall.age.none"), className="wall-age is-late")
    kind = "wall.age" if short else "age"
    told = {key: view.t(f"{kind}.{key}", n="{n}") for key in _AGES}
    told["until"] = view.t("age.until", moment=format.until(moment, view))
    told["paused"] = ""
    late = states.late_sources(view, by=view.as_of)
    return html.Span(
        html.Span(
            **attributes(
                data_age=moment.isoformat(),
                data_texts=json.dumps(told, ensure_ascii=False),
                data_zone=view.settings.timezone,
            )
        ),
        className="wall-age is-late" if late else "wall-age",
    )


def known(view: View) -> bool:
    """Whether any source that is looked at ever said anything: else nothing is known, not none."""
    return states.newest(view) is not None


def nothing(view: View, what: str) -> Element:
    """The look of a panel without a case: there were none, or nothing is known."""
    unknown = not known(view)
    said = view.t("wall.unknown") if unknown else what
    return html.P(said, className="wall-nothing is-unknown" if unknown else "wall-nothing")


def number(key: str, value: float | None, shown: str) -> Element:
    """A figure that moves when it changes: `assets/wall-figures.js` sees by its key and value."""
    said = "" if value is None else f"{value:.12g}"
    return html.Span(shown, className="wall-number", **attributes(data_number=key, data_value=said))


def row(kind: str, children: Children) -> Element:
    """One row of a panel."""
    return html.Div([one for one in children if one], className=f"wall-row {kind}".rstrip())


def more(text: str) -> Element:
    """The line that says what is left out between rows."""
    return html.Div(cell("wall-more", text), className="wall-row is-more")
