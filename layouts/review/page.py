"""A review as HTML: a page to read, present and print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layouts import entry
from layouts.entry import Page
from layouts.review import funnel
from layouts.review.model import Document
from layouts.review.words import Words


@dataclass(frozen=True)
class Around:
    """What stands around a document: links as (label, address), the seal it is shown from, what came since."""

    links: Sequence[tuple[str, str]] = ()
    seal: str = ""
    since: Sequence[tuple[str, str, str, str]] = ()  # unit, count, sealed, now
    editions: Sequence[tuple[str, str]] = ()
    styles: Sequence[str] = ()  # texts of style sheets, where the page stands alone


def page(
    page_: Page, script: str, document: Document, names: Mapping[str, Any], around: Around
) -> str:
    """The whole page; without `script` it stands alone, as a file."""
    words = Words(document.language, dict(names))
    drawn = {s.key: funnel.plot(s.funnel) for s in document.sections if s.funnel is not None}
    return entry.render(
        "review.html",
        page_,
        document=document,
        words=words,
        say=words.t,
        plots=drawn,
        size=(funnel.WIDE, funnel.HIGH),
        around=around,
        script=script,
    )
