"""The page as HTML, shown until its scripts have drawn it: the same containers, without their names."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dash.development.base_component import Component


def frame(page: Component) -> str:
    """The markup of a page that is seen and not used: what scripts make of a component, and what is
    hidden, is left out."""
    return f'<div class="frame" aria-hidden="true">{"".join(_markup(page))}</div>'


def _markup(component: Component) -> Iterator[str]:
    if getattr(component, "hidden", False):
        return
    plain = component._namespace == "dash_html_components"
    tag = component._type.lower() if plain else "div"
    yield f'<{tag} class="{escape(getattr(component, "className", ""))}">'
    children = getattr(component, "children", None) if plain else None
    for child in children if isinstance(children, list) else [children]:
        if isinstance(child, Component):
            yield from _markup(child)
    yield f"</{tag}>"
