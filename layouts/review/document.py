"""A review's content as a document in one language."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.review.model import Document
from layouts.review.sections import (
    coverage,
    headlines,
    honesty,
    loop,
    places,
    ranking,
    resolutions,
    response,
    score,
    summary,
)
from layouts.review.told import Json, Told
from layouts.review.words import Words


def document(content: Json, language: str, levels: Sequence[tuple[str, str]]) -> Document:
    """All sections. `levels`: what areas of each level are called, zh and en."""
    repeats = content.get("repeats")
    told = Told(content, Words(language, content["names"]), levels)
    sections = (
        headlines.section(told),
        summary.section(told),
        *(ranking.section(told, table) for table in content["tables"]),
        *(score.section(told, one) for one in content.get("scores", ())),
        loop.section(told),
        response.section(told),
        *((places.section(told, repeats),) if repeats else ()),
        coverage.section(told),
        resolutions.section(told),
        honesty.section(told),
    )
    title = told.t("title", place=told.place())
    return Document(language, title, told.period(content["period"]), told.facts(), sections)
