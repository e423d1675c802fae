"""A small district to draw panels of, and ways to read what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from data_access.filters import Filter
from data_access.names import Named, Names
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from layouts.elements import Element
from layouts.view import View

AS_OF = datetime(2026, 11, 23, 11, 42, 13, tzinfo=UTC)  # 19:42:13 in Nanjing


def view(language: Any = "zh", theme: Any = "dark", **chosen: Any) -> View:
    """A view of a district of two streets, one of which has two communities."""
    settings = Settings(timezone="Asia/Shanghai")
    return View(Filter(EVERYTHING, **chosen), language, theme, names(), settings, 7, AS_OF)


def names(**more: dict[str, Named]) -> Names:
    area = {
        "d": Named("d", "建邺区", "Jianye District", None, 0),
        "mo": Named("mo", "莫愁湖街道", "Mochouhu Street", "d", 1),
        "sha": Named("sha", "沙洲街道", "Shazhou Street", "d", 1),
        "zhong": Named("zhong", "中和社区", "Zhonghe Community", "sha", 2),
        "g1": Named("g1", "网格一", "One", "zhong", 3),
    }
    department = {
        "water": Named("water", "水务局", "Water"),
        "roads": Named("roads", "城管局", "Urban Management"),
    }
    category = {
        "street": Named("street", "市容环境", "City appearance"),
        "vending": Named("vending", "占道经营", "Street vending", "street"),
    }
    found: dict[str, Any] = {"area": area, "department": department, "category": category} | more
    source = {"s": Named("s", "热线", "Hotline")}
    return Names(
        **found, source=source, scenario={}, outlines={},
        illustrative=True, simulated=True, newest={}, stale_after={},
    )  # fmt: skip


def walk(drawn: Any) -> Iterator[Element]:
    """Every component of a tree, in the order of the page."""
    if isinstance(drawn, list | tuple):
        for one in drawn:
            yield from walk(one)
    elif isinstance(drawn, Element):
        yield drawn
        yield from walk(getattr(drawn, "children", None))


def find(drawn: Any, *classes: str) -> list[Element]:
    """The components that have all of the classes."""
    wanted = set(classes)
    return [one for one in walk(drawn) if wanted <= set((one_class(one) or "").split())]


def one_class(component: Element) -> str | None:
    return getattr(component, "className", None)


def said(drawn: Any) -> str:
    """All that a tree says, without its hovers."""
    if isinstance(drawn, str):
        return drawn
    if isinstance(drawn, list | tuple):
        return " ".join(filter(None, map(said, drawn)))
    return said(getattr(drawn, "children", None)) if isinstance(drawn, Element) else ""


def positions(drawn: Any) -> list[float]:
    """Every position in percent that a tree's styles hold."""
    styles = [getattr(one, "style", None) or {} for one in walk(drawn)]
    return [
        float(value[:-1]) for style in styles for value in style.values() if value.endswith("%")
    ]
