"""In short: the sentences of the content."""

from __future__ import annotations

from layouts.review.model import Section, Sentence
from layouts.review.told import Json, Told
from layouts.review.words import capital, percent, setting, signed


def section(told: Told) -> Section:
    said = tuple(_headline(told, one) for one in told.content["headlines"])
    return Section("headlines", told.t("section.headlines"), said)


def _headline(told: Told, one: Json) -> Sentence:
    values = {name: value for name, value in one.items() if name not in ("key", "tone")}
    values["before"] = told.before()
    if "rate" in one:
        values["rate"] = told.rate(one["rate"])
    if "difference" in one:
        values |= {
            "difference": signed(abs(one["difference"])).lstrip("+"),
            "value": percent(one["value"]),
        }
    if "codes" in one:
        kind = one.get("kind", "department")
        values["names"] = told.names(
            kind, one["codes"], one["count"] if one["key"] != "waiting" else 1
        )
    if one["key"] == "place":
        values["place"] = told.words.inside(one["area"])
        values["category"] = told.words.name("category", one["category"])
    if "target" in one:
        values["target"] = setting(one["target"])
    if "seconds" in one:
        values["time"] = told.words.duration(one["seconds"])
    if one["key"].startswith("units."):
        values["values"] = told.t("and").join(percent(value) for value in one["values"])
        values["unit"] = told.level(one["level"]) if one["level"] else told.t("department")
    return Sentence(capital(told.t(f"headline.{one['key']}", **values)), one["tone"])
