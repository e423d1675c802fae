"""What a count of the strip is compared with: words for the tile, and facts for its hover."""

from __future__ import annotations

from datetime import datetime

from data_access.change import Change, Compared
from layouts import elements as html
from layouts import figures, format
from layouts.counted import Fact
from layouts.elements import Element
from layouts.view import View

_STOCKS = ("open", "overdue")


def note(name: str, change: Change, view: View) -> str:
    """ "较昨日同时 +74"; empty where there is nothing to compare with."""
    found: Compared = getattr(change, name)
    if found.difference is None:
        return ""
    kind = "stock" if name in _STOCKS else "flow"
    said = figures.signed(found.difference)
    return view.t(f"change.{kind}.{view.filter.period}", n=said)


def verdict(name: str, change: Change, view: View) -> Element | None:
    """Whether a change is more than chance, in words and with a sign; None where that is not known.

    More reports than chance explains are a surge, and the only thing that has its colour.
    """
    found: Compared = getattr(change, name)
    if found.clear is None:
        return None
    surge = name == "new" and found.clear == "more"
    kind = "surge" if surge else "same" if found.clear == "same" else "other"
    return html.Span(view.t(f"change.{found.clear}"), className=f"beside is-{kind}")


def facts(name: str, change: Change, view: View) -> list[Fact]:
    """What it is compared with, and how clear the difference is."""
    found: Compared = getattr(change, name)
    if found.difference is None:
        return []
    lines = [
        (_when(name in _STOCKS, change.start, change.end, view), figures.number(found.before)),
        (view.t("change.difference"), figures.signed(found.difference)),
    ]
    if found.clear is not None:
        z = view.t("change.z", z=f"{found.z:.1f}".replace("-", "−"))
        lines.append((view.t(f"change.{found.clear}"), z))
    return lines


def _when(stock: bool, start: datetime, end: datetime, view: View) -> str:
    if stock:
        return format.clock(end, view)
    said = (format.clock(moment, view) for moment in (start, end))
    return view.t("change.before", **dict(zip(("start", "end"), said, strict=True)))
