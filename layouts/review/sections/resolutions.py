"""What meetings resolved, and what has become of it."""

from __future__ import annotations

from layouts.review.model import Column, Row, Section, Sentence, Table, Tone, Verdict
from layouts.review.told import Told

_TONES: dict[str, Tone] = {"done": "better", "late": "worse", "open": "plain"}


def section(told: Told) -> Section:
    title = told.t("section.resolutions")
    found = told.content.get("resolutions", [])
    if not found:
        return Section("resolutions", title, (Sentence(told.t("resolutions.none")),))
    columns = (
        Column(told.t("column.resolution"), "text"),
        Column(told.t("column.unit"), "text"),
        Column(told.t("column.due"), "text"),
        Column(told.t("column.state"), "verdict"),
        Column(told.t("column.by"), "text"),
    )
    language = "zh" if told.words.language == "zh" else "en"
    rows = tuple(
        Row((one["text"], one["names"][language], one["due"],
             Verdict(told.t(f"resolution.{one['state']}"), _TONES[one["state"]]), one["by"]))
        for one in found
    )  # fmt: skip
    return Section("resolutions", title, (), (Table("resolutions", title, columns, rows),))
