"""The building blocks that panels share: head, rows, scales, the words behind a hover.

Marks are placed by percent of their track, so that they scale with the screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from layouts import counted
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import View

Children = Sequence[Element | str | None]


def head(title: str, note: Children, figures: str) -> Element:
    """A panel's title and the note beside it; `figures` names what the panel counts."""
    return html.Header(
        className="panel-head",
        children=[
            html.H2(title, title=title, **counted.figure(figures, focus=True)),
            html.Div(className="panel-note", children=[_noted(one) for one in _present(note)]),
        ],
    )


def body(view: View, kind: str, children: Children, figures: str) -> Element:
    """What a panel shows under its head; `kind` names its styles, `figures` what a row counts."""
    inside = _present(children)
    return html.Div(
        className=f"panel-body {kind}",
        children=inside,
        lang=view.language,
        **counted.within(figures),
    )


def empty(line: str, *more: str) -> Element:
    """The calm look of a panel that has nothing to show, and why."""
    lines = [html.P(line), *(html.P(text, className="dim") for text in more)]
    return html.Div(className="panel-empty", children=lines)


def key(mark: str, label: str, **props: Any) -> Element:
    """One entry of a legend; `mark` names the mark's styles."""
    inside: list[Element | str] = [html.Icon(className=f"mark mark-{mark}"), label]
    return html.Span(className="key", children=inside, **props)


def cell(kind: str, children: Any = None, **props: Any) -> Element:
    """One cell of a row, or a mark."""
    return html.Span(className=kind, children=children, **props)


def row(
    kind: str,
    children: Children,
    *,
    title: str,
    href: str | None = None,
    focus: bool = True,
    of: str = "",
) -> Element:
    """One row of a panel; with `href` it is a link. `title` holds what its figures rest on, `of`
    names the unit whose lists they open; without `focus` Tab passes over it."""
    said: dict[str, Any] = {"className": f"row {kind}".rstrip(), "title": title}
    if of:
        said |= attributes(data_of=of)
    said["children"] = _present(children)
    if href is not None:
        return (
            html.Link(href=href, **said) if focus else html.Link(href=href, tabIndex="-1", **said)
        )
    return html.Div(**said, tabIndex="0") if focus else html.Div(**said)


def rows(children: Children) -> Element:
    """The rows of a panel: they share its height, and scroll inside it where they are too many."""
    return html.Div(className="rows", children=_present(children))


def facts(title: str, lines: Iterable[tuple[str, str] | str]) -> str:
    """The text behind a hover: a title, then lines, "label TAB value" or a sentence."""
    return "\n".join(
        [title, *(line if isinstance(line, str) else "\t".join(line) for line in lines)]
    )


@dataclass(frozen=True)
class Scale:
    """From values to percent of a track, with labelled ticks. `low` < `high`; both > 0 for logs."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()
    log: bool = False

    def at(self, value: float) -> float:
        """The place of a value, 0 to 100; what lies outside sits on the edge."""
        low, high, here = self.low, self.high, min(max(value, self.low), self.high)
        if self.log:
            low, high, here = math.log(low), math.log(high), math.log(here)
        return round(min(100.0, max(0.0, 100 * (here - low) / (high - low))), 2)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def place(**positions: float) -> dict[str, str]:
    """Positions in percent as custom properties: `dot=41.5` becomes `--dot: 41.5%`."""
    return {f"--{name}": f"{percent:g}%" for name, percent in positions.items()}


def axis(
    scale: Scale,
    reference: float | None = None,
    label: Element | None = None,
    column: Element | None = None,
) -> Element:
    """The ticks behind the rows of a panel, the dashed line that the rows are compared with, a
    label before and one after the track."""
    marks = [
        cell("tick", text, style={"left": f"{scale.at(value):g}%"}) for value, text in scale.ticks
    ]
    if reference is not None:
        marks.append(cell("reference", style={"left": f"{scale.at(reference):g}%"}))
    track = html.Div(className="axis-track", children=marks, **attributes(aria_hidden="true"))
    return html.Div(
        className="axis", children=_present([label or cell("axis-label"), track, column])
    )


def _noted(one: Element | str) -> Element:
    return cell("note", one) if isinstance(one, str) else one


def _present(children: Children) -> list[Element | str]:
    return [child for child in children if child is not None]
