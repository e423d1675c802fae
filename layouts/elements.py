"""The elements that panels are made of, as plain values in the form of Dash's components.

The browser draws them itself (`assets/draw.js`, the map's through Dash). Dash's classes look at every
possible property of every element, which took half of the time of a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Element(dict[str, Any]):
    """`type`, `namespace` and `props`, which are its attributes too; `children` are elements and
    texts."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self["props"][name]
        except KeyError:
            raise AttributeError(name) from None


def _maker(namespace: str, kind: str) -> Callable[..., Element]:
    def make(children: Any = None, **props: Any) -> Element:
        if children is not None:
            props["children"] = children
        return Element(type=kind, namespace=namespace, props=props)

    return make


def _html(kind: str) -> Callable[..., Element]:
    return _maker("dash_html_components", kind)


A, Button, Code, Dd, Details, Div = map(_html, ("A", "Button", "Code", "Dd", "Details", "Div"))
Dl, Dt = map(_html, ("Dl", "Dt"))
Form, H1, H2, H3, Header = map(_html, ("Form", "H1", "H2", "H3", "Header"))
Icon, Input, Label, Li, Nav = map(_html, ("I", "Input", "Label", "Li", "Nav"))
Ol, P, Section, Span, Summary, Ul = map(_html, ("Ol", "P", "Section", "Span", "Summary", "Ul"))
Link = _maker("dash_core_components", "Link")
Svg, Group, Path, ClipPath, Image = (
    _maker("svg", kind) for kind in ("svg", "g", "path", "clipPath", "image")
)
