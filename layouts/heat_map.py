"""Heat map: density of incidents over the outlines of areas."""

from __future__ import annotations

import json

from data_access.heat import Heat
from layouts import areas, counted, figures, format, heat_image, ids, marks, outlines, ramp, units
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import Props, View

_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_NOWHERE = [[0, 0], [1, 1]]


def build(heat: Heat | None, view: View) -> Props:
    """Head, surface and legend; None: it could not be had, and the map says so."""
    if heat is None:
        return {
            ids.MAP_HEAD: {"children": _head(None, view)},
            ids.MAP_HEAT: {"url": _PIXEL, "bounds": _NOWHERE},
            ids.MAP_LEGEND: {"children": [html.Div(), _words(view)]},
        }
    district = outlines.whole(view.names)
    corners = [[heat.south, heat.west], [heat.north, heat.east]]
    url = heat_image.address(heat, district, view.theme) if heat.located else _PIXEL
    legend = _legend(heat, view) if heat.located else html.Div()
    return {
        ids.MAP_HEAD: {"children": _head(heat, view)},
        ids.MAP_HEAT: {"url": url, "bounds": corners},
        ids.MAP_LEGEND: {"children": [legend, _words(view)]},
    }


def images(heat: Heat | None, view: View) -> dict[str, str]:
    """The SVG images of the panel by their addresses."""
    if heat is None or not heat.located:
        return {}
    district = outlines.whole(view.names)
    address = heat_image.address(heat, district, view.theme)
    return {address: heat_image.svg(heat, district, view.theme)}


def build_areas(view: View) -> Props:
    """The outlines, which change with the filter and the areas only."""
    data = {"type": "FeatureCollection", "features": outlines.drawn(view)}
    return {ids.MAP_AREAS: {"data": data}}


def _head(heat: Heat | None, view: View) -> list[Element]:
    t = view.t
    if heat is None:
        return [marks.head(t("map.title"), [t("state.failed")], "heat.density")]
    said = {"cohort": t("map.note", n=_all(heat), period=format.period(view))}
    if heat.unlocated:
        said["unlocated"] = t("map.unlocated", n=figures.number(heat.unlocated))
    if heat.outside:
        said["outside"] = t("map.outside", n=figures.number(heat.outside))
    facts = marks.facts(t("map.title"), said.values())
    note = [
        marks.cell(
            "note",
            text,
            title=facts,
            **counted.figure(f"heat.{key}", focus=True, opens=f"heat.{key}"),
        )
        for key, text in said.items()
    ]
    return [marks.head(t("map.title"), note, "heat.density")]


def _all(heat: Heat) -> str:
    return figures.number(heat.located + heat.unlocated)


def build_tools(view: View, heat: Heat | None) -> Props:
    """Switches of layers, zoom, and the bounds that `assets/map.js` fits the map to."""
    t = view.t
    zoom = [
        html.Button(
            sign,
            title=t(f"map.{name}"),
            type="button",
            **attributes(data_zoom=name, aria_label=t(f"map.{name}")),
        )
        for name, sign in (("zoom_out", "−"), ("zoom_in", "+"), ("whole", "⤢"))
    ]
    layers = [_layer(name, view) for name in ("heat", "cameras")]
    label = attributes(aria_label=t("map.layers"))
    draw = attributes(aria_label=t("map.draw"))
    whole = _whole(heat, view)
    looked_at = outlines.bounds(outlines.of(view.names, view.filter.area)) or whole
    bounds = attributes(data_bounds=json.dumps(looked_at), data_whole=json.dumps(whole))
    tools = [
        html.Div(layers, className="segments", role="group", **label),
        html.Div(
            [
                *(_pen(name, view) for name in ("rectangle", "lasso")),
                *(
                    [_pen("spot", view, data_bins=json.dumps(heat_image.bins(heat)))]
                    if heat
                    else []
                ),
            ],
            className="segments draw",
            role="group",
            **draw,
        ),
        html.Div(zoom, className="segments zoom", **bounds),
    ]
    return {ids.MAP_TOOLS: {"children": tools}}


def _layer(name: str, view: View) -> Element:
    """A switch of one layer; `assets/map.js` keeps its state."""
    return html.Button(view.t(f"map.{name}"), type="button", **attributes(data_layer=name))


def _pen(name: str, view: View, **said: str) -> Element:
    """A tool that draws an area; `assets/draw-area.js` takes it in hand."""
    label = view.t(f"map.{name}")
    icon = html.Icon(className=f"draw-icon is-{name}", **attributes(aria_hidden="true"))
    return html.Button(
        [icon], type="button", title=label, **attributes(data_draw=name, aria_label=label, **said)
    )


def _whole(heat: Heat | None, view: View) -> list[list[float]] | None:
    """What the whole map shows: the district, else the surface."""
    found = outlines.bounds(outlines.whole(view.names))
    if found is None and heat is not None:
        return [[heat.south, heat.west], [heat.north, heat.east]]
    return found


def _legend(heat: Heat, view: View) -> Element:
    values = [f"{tick:,.4g}" for tick in heat_image.ticks(heat_image.top(heat.density))]
    values[-1] += "+"
    bar = f"linear-gradient(to right, {', '.join(ramp.stops(view.theme))})"
    return html.Div(
        className="legend",
        title=view.t("map.title"),
        **counted.figure("heat.density", focus=True),
        children=[
            html.Div(view.t("map.unit", metres=f"{heat.bandwidth_m:g}")),
            html.Div(className="legend-bar", style={"background": bar}),
            html.Div([html.Span(value) for value in values], className="legend-ticks"),
        ],
    )


def _words(view: View) -> Element:
    """What must be said of the data and the outlines, and of cameras when they are shown."""
    keys = [
        html.Span([html.Icon(className=f"camera-key {mark}"), view.t(f"camera.{mark}")])
        for mark in ("in_order", "faulty", "offline")
    ]
    said = words(view)
    if view.settings.tile_url and view.settings.tile_attribution:
        said.append(view.settings.tile_attribution)
    return html.Div(
        className="map-words",
        children=[html.Div(keys, className="camera-keys"), html.Div(" · ".join(said))],
    )


def words(view: View) -> list[str]:
    """What must be said of the data and the outlines wherever these are shown."""
    t, names = view.t, view.names
    said = [t("map.simulated")] if names.simulated else []
    if names.illustrative:
        inner = areas.below(names, None)
        level = units.level(view, inner[0].level or 0 if inner else 0)
        said.append(t("map.illustrative", level=level))
    notice = view.settings.notice_zh if view.language == "zh" else view.settings.notice_en
    return [*said, notice] if notice else said
