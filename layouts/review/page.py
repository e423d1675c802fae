"""A review as HTML: a page to read, present and print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layouts import entry
from layouts.entry import Page
from layouts.review import funnel
from layouts.review.around import Around
from layouts.review.model import Document
from layouts.review.words import Words


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


def running(document: Document) -> str:
    """The style by which each printed page says what it is of, at its foot."""
    return f'@page {{ @bottom-left {{ content: "{_escaped(document.line)}"; width: 88%; }} }}'


def _escaped(said: str) -> str:
    """A text within a string of a style sheet: whatever is no letter or digit by its number."""
    return "".join(c if c.isalnum() and ord(c) < 128 else f"\\{ord(c) or 0xFFFD:x} " for c in said)
