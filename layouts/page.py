"""The page as it is first served: empty containers in their loading look, in no language."""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
from dash import dcc, html
from dash.development.base_component import Component

from data_access.settings import Settings
from layouts import account, ids
from layouts.attributes import attributes

_ANYWHERE = [20.0, 100.0]  # where the map stands, unseen, before its outline is known


def page(settings: Settings) -> Component:
    """Everything but the content: the browser's loop fills it in."""
    return html.Div(
        className="page",
        children=[
            dcc.Location(id=ids.LOCATION, refresh=False),
            html.Div(className="offline-band", role="status"),
            html.Header(
                className="top",
                children=[
                    html.Div(id=ids.HEADER, className="top-parts"),
                    html.Div(id=ids.AGE, className="top-age"),
                    *_account(settings),
                    _choices(),
                ],
            ),
            html.Div(id=ids.NOTE, className="address-note", role="status"),
            html.Div(id=ids.NOTICE, className="notice"),
            html.Nav(id=ids.WORKLISTS, className="worklists"),
            html.Main(
                className="grid",
                children=[
                    html.Section(
                        id=ids.COUNTS,
                        className="counts",
                        children=_waiting(6),
                        **attributes(data_panel="counts"),
                    ),
                    html.Div(
                        className="column column-left",
                        children=[_panel(ids.CLOSURE), _panel(ids.LOOP)],
                    ),
                    _map(settings),
                    html.Div(
                        className="column column-right",
                        children=[_panel(ids.RESPONSE), _panel(ids.COVERAGE)],
                    ),
                    _trend(),
                    _panel(ids.FEED),
                ],
            ),
            _list(),
            _case(),
        ],
    )


def _case() -> Component:
    """One incident beside all else: `assets/case.js` fills it when the address names one."""
    label = attributes(
        aria_label="案件 / Incident", data_failed="暂时无法显示此案件 / Cannot be shown just now"
    )
    close = attributes(aria_label="关闭 / Close", data_close_case="")
    return html.Section(
        [
            html.Button(type="button", className="case-close", **close),
            html.Div(_waiting(1), id=ids.CASE_CONTENT, className="case-content"),
        ],
        id=ids.CASE,
        className="panel case",
        hidden=True,
        role="dialog",
        tabIndex="-1",
        **label,
    )


def _account(settings: Settings) -> list[Component]:
    """Whoever is logged in, and what is said when that ends; nothing where there are no accounts."""
    if settings.access == "none":
        return []
    said = attributes(data_session=account.said_when_over(settings.access))
    return [html.Div(id=ids.ACCOUNT, className="top-account", **said)]


def _choices() -> Component:
    """All that can be filtered by: `assets/choices.js` fills it when it is opened."""
    label = attributes(aria_label="筛选 / Filter")
    return html.Section(
        _waiting(1), id=ids.CHOICES, className="choices", hidden=True, role="dialog", **label
    )


def _list() -> Component:
    """The list behind a number: `assets/list.js` fills it when one is opened."""
    label = attributes(aria_label="列表 / List")
    return html.Section(
        [
            html.Div(id=ids.LIST_HEAD, className="list-head"),
            html.Div(
                className="list-bar",
                children=[
                    html.Span(className="list-total", role="status"),
                    html.Span(className="list-moment"),
                    html.Button(className="list-newer button", type="button", hidden=True),
                    html.Details(
                        [html.Summary(), html.Div(className="menu-list")],
                        className="menu list-columns",
                    ),
                ],
            ),
            html.Div(id=ids.LIST_GRID, className="list-grid"),
        ],
        id=ids.LIST,
        className="list",
        hidden=True,
        role="dialog",
        **label,
    )


def _panel(name: str) -> Component:
    return html.Section(
        id=name,
        className=f"panel panel-{name}",
        children=_waiting(1),
        **attributes(data_panel=name),
    )


def _waiting(blocks: int) -> list[Component]:
    return [html.Div(className="waiting", **attributes(aria_hidden="true")) for _ in range(blocks)]


def _trend() -> Component:
    return html.Section(
        className="panel panel-trend",
        **attributes(data_panel="trend"),
        children=[
            html.Div(id=ids.TREND_HEAD, className="trend-head", children=_waiting(1)),
            dcc.Graph(
                id=ids.TREND,
                className="trend-graph",
                responsive=True,
                config={"displayModeBar": False, "doubleClick": False},
                figure=_NO_FIGURE,
            ),
        ],
    )


_NO_FIGURE: dict[str, Any] = {
    "data": [],
    "layout": {
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    },
}


def _map(settings: Settings) -> Component:
    """The map; `assets/map.js` fits it to the outline, once, and draws labels and cameras."""
    return html.Section(
        className="panel panel-map",
        **attributes(data_panel="map"),
        children=[
            dl.Map(
                id=ids.MAP,
                className="map",
                center=_ANYWHERE,
                zoom=4,
                zoomSnap=0.1,
                zoomDelta=0.5,
                wheelPxPerZoomLevel=120,
                minZoom=3,
                maxZoom=19,
                zoomControl=False,
                attributionControl=False,
                preferCanvas=True,  # one canvas: areas under cameras, and both can be clicked
                trackViewport=False,
                children=_layers(settings),
            ),
            html.Div(
                className="map-head",
                children=[
                    html.Div(id=ids.MAP_HEAD, className="map-title"),
                    html.Div(id=ids.MAP_TOOLS, className="map-tools"),
                ],
            ),
            html.Div(id=ids.MAP_LEGEND, className="map-foot"),
        ],
    )


def _layers(settings: Settings) -> list[Component]:
    tiles = []
    if settings.tile_url:
        tiles.append(dl.TileLayer(url=settings.tile_url, attribution=settings.tile_attribution))
    return [
        *tiles,
        dl.Pane(
            name="heat",
            style={"zIndex": 390, "pointerEvents": "none"},
            children=dl.ImageOverlay(id=ids.MAP_HEAT, url=_PIXEL, bounds=[[0, 0], [1, 1]]),
        ),
        dl.GeoJSON(
            id=ids.MAP_AREAS,
            style=_function("map.style"),
            onEachFeature=_function("map.each"),
        ),
    ]


def _function(name: str) -> dict[str, str]:
    return {"variable": f"onescreen.{name}"}


_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
