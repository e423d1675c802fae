"""A review as a file: drawn once for a content, a language and a seal."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from data_access.live.cache import Cache
from data_access.moments import from_micros
from data_access.review import sealing
from data_access.review.sealing import Seal
from layouts.entry import Page
from layouts.review.around import Around
from layouts.review.model import Document
from layouts.review.page import page as draw
from layouts.review.page import running
from layouts.review.pdf import MISSING
from layouts.review.separated import separated
from layouts.review.slides import slides
from layouts.review.words import Words
from layouts.review.workbook import workbook

_ASSETS = Path(__file__).parents[1] / "assets"
_STYLES = ("00-tokens.css", "17-review.css")
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_AT_ONCE = BoundedSemaphore(1)  # one PDF takes a core for seconds
_PATIENCE = 5  # seconds that one waits for another, and a thread of the server with it
_LONGEST = 300  # seconds of one

Json = dict[str, Any]


class Undrawn(RuntimeError):
    """A file that cannot be drawn: the machine lacks something, or is too busy."""


def html(document: Document, words: Words, around: Around) -> str:
    """A page that stands alone, with what each printed sheet says at its foot."""
    styles = tuple((_ASSETS / name).read_text("utf-8") for name in _STYLES)
    page = Page(document.language, "light", (), "")  # type: ignore[arg-type]
    said = with_seal(document, words, around.seal)
    alone = Around(
        seal=around.seal, since=around.since, styles=(*styles, running(said)), paper=around.paper
    )
    return draw(page, "", document, words.names, alone)


def _pdf(document: Document, words: Words, around: Around) -> bytes:
    """By a process of its own, after everybody else's work."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise Undrawn("other files are being drawn: try again in a minute")
    try:
        command = [sys.executable, "-m", "layouts.review.pdf"]
        page = html(document, words, around).encode()
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=page, capture_output=True, check=False, timeout=_LONGEST
        )
    except subprocess.TimeoutExpired:
        raise Undrawn(f"it was not drawn within {_LONGEST} seconds") from None
    finally:
        _AT_ONCE.release()
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise Undrawn(
            said if done.returncode == MISSING else f"it could not be drawn: {said[-500:]}"
        )
    return done.stdout


def _workbook(document: Document, words: Words, around: Around) -> bytes:
    return workbook(with_seal(document, words, around.seal), words)


def _slides(document: Document, words: Words, around: Around) -> bytes:
    return slides(with_seal(document, words, around.seal), words)


def _tables(document: Document, words: Words, around: Around) -> bytes:
    return separated(with_seal(document, words, around.seal), words)


FORMS: dict[str, tuple[str, Callable[[Document, Words, Around], bytes]]] = {
    "xlsx": (f"{_OPEN_XML}.spreadsheetml.sheet", _workbook),
    "pptx": (f"{_OPEN_XML}.presentationml.presentation", _slides),
    "csv": ("application/zip", _tables),
    "pdf": ("application/pdf", _pdf),
}
"""Of each format its media type and what draws it, which raises Undrawn."""
SUFFIXES = {"csv": "zip"}
"""How a file is called that is not called as its format."""


def seal_told(words: Words, seal: Seal, zone: str) -> str:
    """Which edition it is, who sealed it, where that is known, and when, and the beginning of its hash."""
    return words.t(
        "sealed",
        n=seal.edition,
        name=f" {seal.name}" if seal.name else "",
        moment=words.moment(from_micros(seal.sealed_at).isoformat(), zone),
        by=words.t("sealed.by", by=seal.sealed_by) if seal.sealed_by else "",
        digest=seal.digest[:16],
    )


def with_seal(document: Document, words: Words, told: str) -> Document:
    """A document that says which seal it is of; unchanged where `told` is empty."""
    facts = (*document.facts, (words.t("fact.seal"), told)) if told else document.facts
    return replace(document, facts=facts)


def file(cache: Cache, form: str, document: Document, content: Json, around: Around) -> bytes:
    """The file of a document, with the seal that it is of and what came since. Raises Undrawn."""
    words = Words(document.language, content["names"])
    beside = hashlib.sha256(
        repr((around.seal, tuple(around.since), around.paper)).encode()
    ).hexdigest()
    key = f"review|{form}|{document.language}|{sealing.digest(content)}|{beside}"
    return cache.once(key, lambda: FORMS[form][1](document, words, around))
