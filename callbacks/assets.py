"""The files that the page loads: named by what they are, compressed once, kept by browsers for ever.

Dash names the files of packages by version and date and ours by date only, compresses nothing, and
loads some that this page does not need.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import dash_ag_grid  # whoever imports it serves its files  # noqa: F401
import plotly
from dash import Dash
from dash.exceptions import DependencyException, InvalidResourceError
from flask import Response, request

from callbacks.stored import FOR_EVER, Stored, respond, unchanged
from layouts.frame import frame

# What the page's components load when they are first drawn, by addresses that do not change.
_LATE = (
    {"namespace": "dash", "relative_package_path": "dcc/async-graph.js"},
    {"namespace": "dash_leaflet", "relative_package_path": "async-GeoJSON.js"},
)
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_SUITE = "/_dash-component-suites/plotly/package_data/plotly.min.js"
_TABLE = re.compile(r'\s*<script src="[^"]*/dash_table/[^"]*"></script>')
_GRID = re.compile(r'\s*<script src="([^"]*/dash_ag_grid/[^"]*)"></script>')
_OWN = re.compile(r'(/assets/)([^"?]+)\?m=[\d.]+')
_NAMED = re.compile(r'(?:src|href|content)="(/(?:assets/|_dash-component-suites/)[^"]+)"')
_ICON = "icon.svg"
# A token for each load, by which Dash tells the jobs of background callbacks apart; there are none.
_TOKEN = re.compile(r'"end_id":"[^"]*",?')
_CALLBACKS = "/_dash-update-component"
_MADE_BY_DASH = ("/", "/_dash-layout", "/_dash-dependencies")


class Page(Dash):
    """Dash, whose page names only the files that it needs, ours by their content."""

    files: Files
    frame: str  # what is seen of it before it is drawn, as HTML

    def file(self, name: str) -> str:
        """The address of a file in assets/, by its content."""
        path = Path(str(self.config.assets_folder)) / name
        return f"{self.get_asset_url(name)}?m={_content(path, path.stat().st_mtime_ns)}"

    def interpolate_index(self, *_: Any, **parts: Any) -> str:
        """The page's HTML; `assets/plotly.js` loads Plotly from the link of that name, and
        `assets/list.js` the grid from the address that the head names, when a list opens."""
        scripts = _TABLE.sub("", parts["scripts"])  # there is none on the page
        grid = _GRID.search(scripts)
        scripts = _GRID.sub("", scripts)
        parts["metas"] += f'\n<meta name="grid" content="{grid[1] if grid else ""}">'
        css = (
            f'{parts["css"]}\n<link id="plotly" rel="preload" as="script" fetchpriority="low"'
            f' href="{self.config.requests_pathname_prefix.rstrip("/")}{_SUITE}?m={_content(_PLOTLY, 0)}">'
        )

        def named(found: re.Match[str]) -> str:
            return self.file(found[2])

        parts |= {"css": _OWN.sub(named, css), "scripts": _OWN.sub(named, scripts)}
        parts["config"] = _TOKEN.sub("", parts["config"])
        parts["favicon"] = f'<link rel="icon" type="image/svg+xml" href="{self.file(_ICON)}">'
        parts["app_entry"] += self.frame
        html: str = super().interpolate_index(**parts)  # type: ignore[no-untyped-call]
        return html.replace("<html>", '<html data-theme="light">', 1) if _in_light() else html


def _in_light() -> bool:
    """Whether a page is to be light from its first paint on."""
    return request.args.get("theme") == "light"


@lru_cache(maxsize=256)
def _content(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


class Files:
    """What the page names, ready to be sent; anything else is left to Dash."""

    def __init__(self, app: Dash) -> None:
        self._app = app
        self._stored: dict[str, Stored] = {}

    def prepare(self) -> None:
        """Compress every file that the page names; takes half a second of one core."""
        client = self._app.server.test_client()
        with self._app.server.test_request_context("/"):  # not by a request: that needs a viewer
            page = self._app.index()  # type: ignore[no-untyped-call]
        for address in _NAMED.findall(page):
            answer = client.get(address)
            body = answer.get_data()
            etag = hashlib.sha256(body).hexdigest()[:32]
            kind = answer.mimetype
            answer.close()
            self._stored[address] = Stored.of(body, etag, kind, thoroughly=True)

    def answer(self) -> Response | None:
        """The file that a request asks for, where it is ready."""
        query = request.query_string.decode("latin-1")
        found = self._stored.get(f"{request.path}?{query}".rstrip("?"))
        if found is None:
            return None
        return respond(found, cache=FOR_EVER)


class Packed:
    """What Dash makes anew for each that asks, compressed once as long as it stays the same."""

    def __init__(self) -> None:
        self._stored: dict[tuple[str, bool], Stored] = {}

    def pack(self, response: Response) -> Response:
        if request.path not in _MADE_BY_DASH or response.status_code != 200:
            return response
        body = response.get_data()
        made = request.path, _in_light()
        known = self._stored.get(made)
        if known is None or known.plain != body:
            etag = hashlib.sha256(body).hexdigest()[:32]
            known = Stored.of(body, etag, str(response.mimetype), thoroughly=True)
            self._stored[made] = known
        if request.if_none_match.contains(known.etag):
            return unchanged(known.etag)
        return respond(known)


def register(app: Page) -> None:
    """Serve the page's files from memory once they are prepared, and 404 what is no page."""
    for file in _LATE:
        app.scripts.append_script(file)  # type: ignore[no-untyped-call]
    app.files = files = Files(app)
    app.frame = frame(app.layout)

    def nothing() -> Response:
        return Response("There is no such page. 没有这个页面。", status=404, mimetype="text/plain")

    def answer() -> Response | None:
        rule = request.url_rule.rule if request.url_rule else ""
        if rule == "/<path:path>" or (rule == _CALLBACKS and not app.callback_map):
            return nothing()
        return files.answer()

    app.server.before_request(answer)
    for unknown in (DependencyException, InvalidResourceError):  # a package, a file of one
        app.server.register_error_handler(unknown, lambda _: nothing())
    app.server.after_request(Packed().pack)
