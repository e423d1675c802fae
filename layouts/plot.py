"""What a Plotly figure looks like: colours, fonts, axes. Plain dicts: cheap to serialise.

Lengths are pixels on a screen of 1920 x 1080; the browser scales them with the screen.
"""

from __future__ import annotations

from typing import Any

from layouts.view import Theme, View

Figure = dict[str, Any]

# The colours of assets/00-tokens.css, which a figure cannot read; a test holds them equal.
COLOURS: dict[Theme, dict[str, str]] = {
    "dark": {
        "panel": "#161c23",
        "line": "#28313b",
        "text": "#e8edf2",
        "dim": "#8a96a3",
        "quantity": "#56b4e9",
        "same": "#aeb9c4",
    },
    "light": {
        "panel": "#ffffff",
        "line": "#d9dfe5",
        "text": "#1a222b",
        "dim": "#5b6875",
        "quantity": "#0072b2",
        "same": "#616d79",
    },
}
_FONT = (
    '"Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", '
    '"Microsoft YaHei", system-ui, sans-serif'
)
_CLEAR = "rgba(0,0,0,0)"
_DAY = 86_400_000  # milliseconds


def layout(view: View, *, hours: bool, hover: str) -> Figure:
    """The layout of counts over local time; `hours`: the axis may show hours, with days below."""
    colours = COLOURS[view.theme]
    grid = {"gridcolor": colours["line"], "zeroline": False, "tickfont": {"color": colours["dim"]}}
    return {
        "dragmode": False,  # `assets/trend-range.js` says what a drag means
        "autosize": True,
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "font": {"family": _FONT, "size": 12.5, "color": colours["text"]},
        "margin": {"l": 42, "r": 14, "t": 8, "b": 42 if hours else 28},
        "showlegend": False,
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": colours["panel"],
            "bordercolor": colours["line"],
            "font": {"size": 13, "color": colours["text"]},
        },
        "xaxis": {
            **grid,
            "type": "date",
            "fixedrange": True,
            "showgrid": False,
            "ticks": "outside",  # unseen: keeps the labels clear of those of the other axis
            "ticklen": 5,
            "tickcolor": _CLEAR,
            "tickformatstops": _formats(view),
            "hoverformat": hover,
            "showspikes": False,
        },
        "yaxis": {
            **grid,
            "rangemode": "tozero",
            "fixedrange": True,
            "nticks": 5,
            "tickformat": ",d",
        },
    }


def words(text: str, view: View) -> Figure:
    """A line of text in the middle of an empty figure."""
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "showarrow": False,
        "font": {"size": 14, "color": COLOURS[view.theme]["dim"]},
    }


def veil(start: str, end: str, view: View) -> Figure:
    """Fades a stretch of the x axis."""
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": start,
        "x1": end,
        "y0": 0,
        "y1": 1,
        "fillcolor": COLOURS[view.theme]["panel"],
        "opacity": 0.6,
        "line": {"width": 0},
        "layer": "above",
    }


def _formats(view: View) -> list[Figure]:
    """Numbers only, so that the axis needs no names of months in any language."""
    ranges: list[list[int | str | None]] = [[None, _DAY - 1], [_DAY, "M1"], ["M1", None]]
    names = ("hour", "day", "month")
    return [
        {"dtickrange": ends, "value": view.t(f"plot.{name}")}
        for ends, name in zip(ranges, names, strict=True)
    ]
