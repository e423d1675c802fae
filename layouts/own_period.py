"""The form of one's own period: two days, both included, or two moments to the minute."""

from __future__ import annotations

from datetime import timedelta

from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import View

_MIDNIGHT = "00:00"


def form(view: View) -> Element:
    """It starts with the period that is shown; `assets/own-period.js` leads to what is entered.

    The inputs are the browser's own, in its language. A period of moments ends before its last one.
    """
    times = has_times(view)
    start, end = view.filter.window(view.as_of, view.settings.zone)
    last = end if times else end - timedelta(seconds=1)
    clocks = [f"{view.local(moment):%H:%M}" if times else _MIDNIGHT for moment in (start, end)]
    return html.Form(
        className="days",
        children=[
            _bound("first", f"{view.local(start):%Y-%m-%d}", clocks[0], view),
            _bound("last", f"{view.local(last):%Y-%m-%d}", clocks[1], view),
            html.Label(
                [html.Input(type="checkbox", name="times", checked=times), view.t("period.times")],
                className="with-times",
            ),
            html.P(className="days-wrong", role="alert", **_data(wrong=view.t("period.empty"))),
            html.Button(view.t("period.apply"), type="submit", className="button"),
        ],
    )


def has_times(view: View) -> bool:
    """Whether the filter's own period begins or ends within a day."""
    return "T" in view.filter.start + view.filter.end


def _bound(name: str, day: str, clock: str, view: View) -> Element:
    said = view.t(f"period.{name}")
    words: list[Element | str] = [said]
    if name == "last":
        words = [
            html.Span(said, className="when-days"),
            html.Span(view.t("period.end"), className="when-times"),
        ]
    time = attributes(aria_label=view.t(f"period.{name}.time"))
    return html.Div(
        [
            html.Label(
                [
                    *words,
                    html.Input(
                        type="date", name=name, value=day, required=True,
                        min="1900-01-01", max="2199-12-30",
                    ),
                ]
            ),
            html.Input(
                type="time", name=f"{name}-time", value=clock, className="when-times", **time
            ),
        ],
        className="bound",
    )  # fmt: skip


def _data(**said: str) -> dict[str, str]:
    return attributes(**{f"data_{name}": text for name, text in said.items()})
