"""What the sections of a document draw from: the content, its words, and what both are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from data_access.filters import DIMENSIONS
from layouts.review.model import Tone, Verdict
from layouts.review.words import Words, capital
from layouts.texts import text

Json = dict[str, Any]
RATES = ("closure_rate", "on_time_rate", "rework_rate", "extension_rate")
NUMERATORS = {"closure_rate": "closure.closed", "on_time_rate": "closure.on_time",
              "rework_rate": "closure.returned", "extension_rate": "closure.extended"}  # fmt: skip
DENOMINATORS = dict.fromkeys(RATES, "closure.due") | {"rework_rate": "closure.decided"}
_BAD_WHEN_HIGHER = ("rework_rate", "extension_rate")


class Told:
    """A content in one language. `levels`: what areas of each level are called, zh and en."""

    def __init__(self, content: Json, words: Words, levels: Sequence[tuple[str, str]]) -> None:
        self.content, self.words, self.t = content, words, words.t
        self._levels = levels

    def listed(self, key: str, of: str = "period", **narrowed: str) -> str:
        """The query of a list of cases that figures count, at their own version and moment; `of`: the period
        that they are of, or one that it is compared with."""
        one = self.content["period"] if of == "period" else self.content["compared"][of]
        then = {"list": key, "at_version": one["version"], "as_of": one["as_of"]}
        return urlencode({**one["filter"], **narrowed, **then}, safe=",:;")

    def place(self) -> str:
        """What is reviewed, by name."""
        query = self.content["period"]["filter"]
        for kind in ("area", "department"):
            if codes := query.get(kind):
                return self.t("and").join(self.words.name(kind, code) for code in codes.split(","))
        tops = self.content["names"]["tops"]
        return self.words.name("area", tops[0]) if tops else self.t("whole")

    def period(self, one: Json) -> str:
        """A period, both days included."""
        first, last = (
            date.fromisoformat(one["first"]),
            date.fromisoformat(one["end"]) - timedelta(days=1),
        )
        if one["month"]:
            name = f"{first.month} 月" if self.words.language == "zh" else f"{first:%B}"
            return self.t("month", year=first.year, name=name)
        return self.t("days", first=first.isoformat(), last=last.isoformat())

    def before(self) -> str:
        """What rates are compared with: the month before, as many days before, or a chosen period by name."""
        chosen = self.content["compared"].get("chosen")
        if chosen:
            return self.period(chosen)
        return self.t("before.month" if self.content["period"]["month"] else "before.days")

    def alike(self) -> str:
        """Whether what it is compared with is looked at as long after its end."""
        early = self.content["compared"].get("chosen", {}).get("early")
        return self.t("headline.early" if early else "note.alike", before=self.before())

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Moment, version and state, as pairs of label and value."""
        one, zone = self.content["period"], self.content["settings"]["timezone"]
        state = "final" if one["final"] else "running"
        return (
            (self.t("fact.as_of"), self.words.moment(one["as_of"], zone)),
            (self.t("fact.version"), f"{one['version']:,}"),
            (
                self.t("fact.state"),
                self.t(f"state.{state}", days=self.content["settings"]["delay_days"]),
            ),
            *self._filtered(),
            *self._chosen(),
        )

    def _chosen(self) -> Iterator[tuple[str, str]]:
        """The period that somebody chose to compare with: then nothing here is sealed."""
        if one := self.content["compared"].get("chosen"):
            at = self.words.moment(one["as_of"], self.content["settings"]["timezone"])
            yield self.t("fact.with"), self.t("with", period=self.period(one), moment=at)

    def _filtered(self) -> Iterator[tuple[str, str]]:
        """What is filtered by and the title does not say; codes where the content has no names."""
        query = self.content["period"]["filter"]
        for name in DIMENSIONS:
            titled = name == "area" or (name == "department" and not query.get("area"))
            if query.get(name) and not titled:
                said = (self._named(name, code) for code in query[name].split(","))
                yield text(f"chosen.{name}", self.words.language), self.t("and").join(said)

    def _named(self, kind: str, code: str) -> str:
        if kind in ("status", "stage", "only"):
            return text(f"chosen.{kind}.{code}", self.words.language)
        return self.words.name(kind, code) if kind in self.words.names else code

    def level(self, level: int) -> str:
        """What areas of a level are called, as a label."""
        zh, en = self._levels[min(level, len(self._levels) - 1)]
        return capital(zh if self.words.language == "zh" else en)

    def names(self, kind: str, codes: Sequence[str | None], count: int) -> str:
        """Some units by name, and how many there are."""
        said = self.t("and").join(
            self.words.inside(c) if kind == "area" else self.words.name(kind, c) for c in codes
        )
        return said if count <= len(codes) else self.t("and_more", names=said, n=count)

    def rate(self, key: str) -> str:
        """What a rate is called."""
        return self.t(f"rate.{key}")

    def label(self, key: str) -> str:
        """The same as a label."""
        return capital(self.rate(key))

    def verdict(self, clear: str, key: str) -> Verdict:
        """What may be said of a rate's change."""
        if clear not in ("higher", "lower"):
            return Verdict(self.t("clear.no"))
        good = (clear == "higher") != (key in _BAD_WHEN_HIGHER)
        return Verdict(self.t(f"clear.{clear}"), "better" if good else "worse")

    def band(self, band: str) -> Verdict:
        """What may be said of a unit against the others."""
        tone: Tone = "better" if band == "better" else "worse" if band == "worse" else "plain"
        return Verdict(self.t(f"band.{band}", n=self.content["settings"]["minimum"]), tone)

    def met(self, found: str) -> Verdict:
        """What may be said of a target."""
        tone: Tone = {"met": "better", "missed": "worse"}.get(found, "plain")  # type: ignore[assignment]
        return Verdict(self.t(f"target.{found}"), tone)


def fraction(one: Json) -> str | None:
    """Numerator and denominator of a rate; None over 0."""
    return f"{one['n']:,} / {one['of']:,}" if one["of"] else None


def interval(one: Json) -> tuple[float, float] | None:
    """Both ends of a rate's interval."""
    return None if one["low"] is None else (one["low"], one["high"])
