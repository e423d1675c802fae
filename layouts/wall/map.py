"""The map of a wall display: heat over outlines, drawn by the browser as one picture with labels.

Nobody moves it, so it needs no map library, and nothing in it grows over the weeks
(docs/decisions/0067). Places are percent of the picture, which keeps the district's shape.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapely.geometry import Polygon

from data_access.heat import Heat
from layouts import areas, figures, format, heat_image, heat_map, outlines, ramp, units
from layouts import elements as html
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import Props, View
from layouts.wall import parts

_WIDE = 1000  # units across the picture
_MARGIN = 0.03  # of the picture, around what is looked at
_CLIP = "wall-clip"
_SHOWN_TICKS = (0, 2, 4)  # of the five of the legend


@dataclass(frozen=True)
class Frame:
    """The part of the earth that the picture shows, in degrees, and its height for _WIDE."""

    west: float
    south: float
    east: float
    north: float

    @property
    def ratio(self) -> float:
        """Width by height, as the ground has it."""
        middle = math.radians((self.south + self.north) / 2)
        return (self.east - self.west) * math.cos(middle) / (self.north - self.south)

    def share(self, lon: float, lat: float) -> tuple[float, float]:
        """A place as shares of the picture, from the left and from the top."""
        across = (lon - self.west) / (self.east - self.west)
        return across, (self.north - lat) / (self.north - self.south)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """The same in units of the picture."""
        across, down = self.share(lon, lat)
        return round(across * _WIDE, 1), round(down * _WIDE / self.ratio, 1)

    def place(self, lon: float, lat: float) -> dict[str, str]:
        """The same as a style, in percent."""
        across, down = self.share(lon, lat)
        return {"left": f"{across:.2%}", "top": f"{down:.2%}"}


@dataclass(frozen=True)
class Spot:
    """A place that is pointed out: (lon, lat), its number or "", and how it looks."""

    lon: float
    lat: float
    text: str
    kind: str  # "is-urgent" or "is-hot"


def build(heat: Heat, view: View, spots: Sequence[Spot] = ()) -> Props:
    """The panel: picture, legend, and what must be said of the data."""
    t = view.t
    note = [
        html.Span(
            t(
                "map.note",
                n=figures.number(heat.located + heat.unlocated),
                period=format.period(view),
            )
        )
    ]
    if heat.unlocated:
        note.append(html.Span(t("map.unlocated", n=figures.number(heat.unlocated))))
    if heat.outside:
        note.append(html.Span(t("map.outside", n=figures.number(heat.outside))))
    if not heat.located and not heat.unlocated:
        note = []
    found = picture(view, heat, spots)
    body: list[Element] = (
        [found] if found else [html.P(t("wall.no_outlines"), className="wall-nothing")]
    )
    if not heat.located:
        body.append(parts.nothing(view, t("wall.none.incidents")))
    words = html.Div(" · ".join(heat_map.words(view)), className="wall-words")
    foot = [_legend(heat, view)] if heat.located else []
    body.append(html.Div([*foot, words], className="wall-map-foot"))
    return parts.panel("map", t("map.title"), note, body, view)


def picture(
    view: View, heat: Heat | None, spots: Iterable[Spot] = (), marked: str | None = None
) -> Element | None:
    """Outlines and labels of what is looked at, over the heat; None where no outline is known.
    `marked`: the code of an area that is pointed out."""
    looked_at = areas.looked_at(view)
    frame = _frame(view, looked_at)
    if frame is None:
        return None
    drawn = _drawn(view, looked_at)
    shapes: list[Element] = []
    if heat is not None and heat.located:
        shapes += _heat(heat, frame, _own(view, looked_at), view)
    shapes += [
        html.Path(d=path(frame, polygons), className=f"wall-outline is-{kind}")
        for _, polygons, kind in drawn
    ]
    if marked is not None and marked in view.names.outlines:
        d = path(frame, outlines.shape_of(view.names, marked).polygons)
        shapes.append(html.Path(d=d, className="wall-outline is-marked"))
    labels = [_label(code, frame, view, marked) for code, _, kind in drawn if kind == "inner"]
    tall = round(_WIDE / frame.ratio, 1)
    svg = html.Svg(shapes, viewBox=f"0 0 {_WIDE} {tall:g}", preserveAspectRatio="none")
    marks = [cell(f"wall-spot {s.kind}", s.text, style=frame.place(s.lon, s.lat)) for s in spots]
    ratio = {"--ratio": f"{frame.ratio:.4f}"}
    return html.Div(
        html.Div([svg, *labels, *marks], className="wall-picture", style=ratio),
        className="wall-canvas",
    )


def path(frame: Frame, polygons: Iterable[Polygon]) -> str:
    """Polygons as the path of an SVG picture."""
    said = []
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            points = " ".join(
                "{:g},{:g}".format(*frame.at(*point[:2])) for point in ring.coords[:-1]
            )
            said.append(f"M{points}Z")
    return "".join(said)


def _frame(view: View, looked_at: str | None) -> Frame | None:
    """What is looked at with a margin."""
    polygons = _own(view, looked_at) or outlines.whole(view.names)
    bounds = outlines.bounds(polygons)
    if bounds is None:
        return None
    (south, west), (north, east) = bounds
    beside, above = (east - west) * _MARGIN, (north - south) * _MARGIN
    return Frame(west - beside, south - above, east + beside, north + above)


def _own(view: View, code: str | None) -> list[Polygon]:
    if code is None:
        codes = [c for c in view.filter.area if c in view.names.outlines]
        return [p for c in codes for p in outlines.shape_of(view.names, c).polygons]
    if code in view.names.outlines:
        return outlines.shape_of(view.names, code).polygons
    return []


Drawn = tuple[str, list[Polygon], str]


def _drawn(view: View, looked_at: str | None) -> list[Drawn]:
    """Codes, polygons and kinds: the areas one level down, around them what is looked at."""
    names = view.names
    inner = [area.code for area in areas.below(names, looked_at)]
    known = [code for code in inner if code in names.outlines]
    found = [(code, outlines.shape_of(names, code).polygons, "inner") for code in known]
    if looked_at is not None and (own := _own(view, looked_at)):
        found.append((looked_at, own, "inner" if not known else "whole"))
    return found


def _heat(heat: Heat, frame: Frame, inside: list[Polygon], view: View) -> list[Element]:
    """The surface, cut to what is looked at: smoothing reaches beyond it."""
    url = heat_image.address(heat, outlines.whole(view.names), view.theme)
    left, top = frame.at(heat.west, heat.north)
    right, bottom = frame.at(heat.east, heat.south)
    said = {"x": left, "y": top, "width": round(right - left, 1), "height": round(bottom - top, 1)}
    numbers = {name: f"{value:g}" for name, value in said.items()}
    surface = html.Image(href=url, preserveAspectRatio="none", **numbers)
    if not inside:
        return [surface]
    clip = html.ClipPath(html.Path(d=path(frame, inside), **{"clip-rule": "evenodd"}), id=_CLIP)
    return [clip, html.Group(surface, **{"clip-path": f"url(#{_CLIP})"})]


def _label(code: str, frame: Frame, view: View, marked: str | None) -> Element:
    lat, lon = outlines.shape_of(view.names, code).label
    kind = "wall-place is-marked" if code == marked else "wall-place"
    return cell(kind, units.short(view, code), style=frame.place(lon, lat))


def _legend(heat: Heat, view: View) -> Element:
    """One line: the unit, and the ramp in two halves between three densities."""
    every = [f"{tick:,.4g}" for tick in heat_image.ticks(heat_image.top(heat.density))]
    low, middle, high = (every[i] for i in _SHOWN_TICKS)
    ramp_ = {"background-image": f"linear-gradient(to right, {', '.join(ramp.stops(view.theme))})"}
    return html.Div(
        [
            html.Span(view.t("wall.density")),
            html.Span(low),
            html.Span(className="wall-ramp", style=ramp_),
            html.Span(middle),
            html.Span(className="wall-ramp is-upper", style=ramp_),
            html.Span(f"{high}+"),
        ],
        className="wall-legend",
    )
