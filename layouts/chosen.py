"""What is filtered by besides area and period: one chip each, which a click takes away."""

from __future__ import annotations

from data_access.filters import DIMENSIONS
from layouts import elements as html
from layouts.elements import Element
from layouts.view import View

_NAMED = ("department", "category", "source", "scenario")


def chips(view: View) -> list[Element]:
    """A link for every dimension that is filtered by, area apart: to the view without it."""
    return [
        html.Link(
            word,
            href=view.link(**{dimension: ()}),
            className="chip",
            title=view.t("chosen.remove"),
        )
        for dimension, word in zip(_filtered_by(view), words(view), strict=True)
    ]


def words(view: View) -> list[str]:
    """What is filtered by, a text for every dimension besides area."""
    return [
        view.t("chosen.chip", dimension=view.t(f"chosen.{name}"), said=said(name, view))
        for name in _filtered_by(view)
    ]


def beside_area() -> list[str]:
    """All dimensions but the area, which the crumbs say."""
    return [name for name in DIMENSIONS if name != "area"]


def _filtered_by(view: View) -> list[str]:
    return [name for name in beside_area() if getattr(view.filter, name)]


def said(dimension: str, view: View) -> str:
    """The chosen values of a dimension by their names."""
    codes: tuple[str, ...] = getattr(view.filter, dimension)
    if dimension in _NAMED:
        return view.t("chosen.and").join(view.name(dimension, code) for code in codes)
    if dimension == "status":
        return view.t("chosen.and").join(view.t(f"chosen.status.{code}") for code in codes)
    return view.t("chosen.and").join(str(code) for code in codes)
