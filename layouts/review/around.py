"""What stands around a document on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layouts.entry import Page
from layouts.review.words import Words

Json = dict[str, Any]
PAPERS = ("a4", "a3")
"""A4 upright with wide tables across, or all of it on A3 across."""


@dataclass(frozen=True)
class Around:
    """What stands around a document: links as (label, address), the seal it is shown from, what came since."""

    links: Sequence[tuple[str, str]] = ()
    seal: str = ""
    since: Sequence[tuple[str, str, str, str]] = ()  # unit, count, sealed, now
    editions: Sequence[tuple[str, str]] = ()
    query: Sequence[tuple[str, str]] = ()  # of the address, which forms carry along
    units: Sequence[tuple[str, str]] = ()  # whom a resolution may ask; none: it cannot be entered
    open: Sequence[Json] = ()  # resolutions that may be said to be done
    seals: bool = False  # whether this may be sealed here
    paper: str = "a4"  # of PAPERS
    styles: Sequence[str] = ()  # texts of style sheets, where the page stands alone


def units(page: Page, content: Json) -> list[tuple[str, str]]:
    """Whom a resolution may ask: the units of the first table and the departments, as (value, label)."""
    words = Words(page.language, content["names"])
    rows = [
        (t["kind"], row["code"])
        for t in (content["tables"][0], content["tables"][-1])
        for row in t["rows"]
    ]
    return [(f"{kind}:{code}", words.name(kind, code)) for kind, code in rows if code]


def said_since(words: Words, one: Json) -> tuple[str, str, str, str]:
    """A count that is another now than sealed: unit, count, sealed, now."""
    unit = words.t("all") if one["kind"] == "all" else words.name(one["kind"], one["code"])
    key = one["count"]
    label = words.t("count.decided") if key == "decided" else words.t(f"count.{key}")
    return unit, label, f"{one['sealed']:,}", f"{one['now']:,}"
