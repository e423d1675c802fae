"""A review as a file: drawn once for a content, a language and a seal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from data_access.live.cache import Cache
from data_access.moments import from_micros
from data_access.review import sealing
from data_access.review.sealing import Seal
from layouts.review.model import Document
from layouts.review.slides import slides
from layouts.review.words import Words
from layouts.review.workbook import workbook

_OPEN_XML = "application/vnd.openxmlformats-officedocument"
FORMS: dict[str, tuple[str, Callable[[Document, Words], bytes]]] = {
    "xlsx": (f"{_OPEN_XML}.spreadsheetml.sheet", workbook),
    "pptx": (f"{_OPEN_XML}.presentationml.presentation", slides),
}
"""Of each format its media type and what draws it."""

Json = dict[str, Any]


def seal_told(words: Words, seal: Seal, zone: str) -> str:
    """Which edition it is, who sealed it and when, and the beginning of its hash."""
    return words.t(
        "sealed",
        n=seal.edition,
        name=f" {seal.name}" if seal.name else "",
        moment=words.moment(from_micros(seal.sealed_at).isoformat(), zone),
        by=seal.sealed_by,
        digest=seal.digest[:16],
    )


def with_seal(document: Document, words: Words, told: str) -> Document:
    """A document that says which seal it is of; unchanged where `told` is empty."""
    facts = (*document.facts, (words.t("fact.seal"), told)) if told else document.facts
    return replace(document, facts=facts)


def file(cache: Cache, form: str, document: Document, content: Json, told: str = "") -> bytes:
    """The file of a document, with the seal that it is of."""
    words = Words(document.language, content["names"])
    _, draw = FORMS[form]
    key = f"review|{form}|{document.language}|{sealing.digest(content)}|{told}"
    return cache.once(key, lambda: draw(with_seal(document, words, told), words))
