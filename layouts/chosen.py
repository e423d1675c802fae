"""What is filtered by besides area: one chip each, which a click takes away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data_access.filters import DIMENSIONS, Filter
from layouts import elements as html
from layouts import format
from layouts.elements import Element
from layouts.view import View

_NAMED = ("department", "category", "source", "scenario")


def chips(view: View) -> list[Element]:
    """A link for one's own period, for all that is filtered by, area apart, and for every word of
    `only`: to the view without it. They stand in a row of their own, where there are any."""
    found = [
        html.Link(text, href=view.link(**without), className="chip", title=view.t("chosen.remove"))
        for text, without in (*_period(view), *_chosen(view))
    ]
    return [html.Div(found, className="chips")] if found else []


def words(view: View) -> list[str]:
    """What is filtered by besides area and period, a text for each."""
    return [text for text, _ in _chosen(view)]


def nothing() -> dict[str, Any]:
    """The values of all that is filtered by but the area, which the crumbs say, where there are
    none."""
    return {name: () for name in (*DIMENSIONS, "within") if name != "area"} | {"text": ""}


def has_own_period(view: View) -> bool:
    """Whether one's own days or moments are looked at, which are not those of a first look."""
    return (
        view.filter.period == "custom" and view.filter.with_(**_first_period(view)) != view.filter
    )


def _period(view: View) -> Iterator[tuple[str, dict[str, Any]]]:
    if has_own_period(view):
        said = view.t("chosen.chip", dimension=view.t("period.label"), said=format.period(view))
        yield said, _first_period(view)


def _first_period(view: View) -> dict[str, str]:
    first = Filter.parse(view.filter.reach, {}, view.settings.period)
    return {"period": first.period, "start": first.start, "end": first.end}


def _chosen(view: View) -> Iterator[tuple[str, dict[str, Any]]]:
    for dimension in DIMENSIONS:
        codes: tuple[str, ...] = getattr(view.filter, dimension)
        if dimension == "only":
            for word in codes:
                yield said_only(word, view), {"only": tuple(w for w in codes if w != word)}
        elif dimension != "area" and codes:
            name = view.t(f"chosen.{dimension}")
            text = view.t("chosen.chip", dimension=name, said=said(dimension, view))
            yield text, {dimension: ()}
    if view.filter.within:
        yield view.t("chosen.within"), {"within": ()}
    if view.filter.text:
        name = view.t("chosen.text")
        yield view.t("chosen.chip", dimension=name, said=view.filter.text), {"text": ""}


def said(dimension: str, view: View) -> str:
    """The chosen values of a dimension by their names."""
    codes: tuple[str, ...] = getattr(view.filter, dimension)
    if dimension in _NAMED:
        return view.t("chosen.and").join(view.name(dimension, code) for code in codes)
    if dimension in ("status", "stage"):
        return view.t("chosen.and").join(view.t(f"chosen.{dimension}.{code}") for code in codes)
    return view.t("chosen.and").join(str(code) for code in codes)


def said_only(word: str, view: View) -> str:
    """What a word of `only` narrows to."""
    return view.t(f"chosen.only.{word}")
