"""All together: rates with their changes, and counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layouts.review.model import Column, Row, Section, Sentence, Table
from layouts.review.told import DENOMINATORS, NUMERATORS, RATES, Json, Told, fraction, interval
from layouts.review.words import capital

_FLOWS = ("filed", "due", "closed", "on_time", "closed_late", "overdue", "closed_early", "not_yet_due",
          "suspended", "no_deadline", "voided", "returned", "extended")  # fmt: skip


def section(told: Told) -> Section:
    found, compared = told.content["summary"], told.content["compared"]
    if found["counts"] is None:
        return Section(
            "summary", told.t("section.summary"), (Sentence(told.t("headline.nothing")),)
        )
    columns = [Column(told.t("column.indicator"), "text"), Column(told.period(told.content["period"]), "share"),
               Column(told.t("column.fraction"), "text"), Column(told.t("column.interval"), "interval")]  # fmt: skip
    for name in ("before", "year"):
        label = _label(told, name)
        columns += [Column(label, "share"), Column(told.t("column.change"), "points"),
                    Column(told.t("column.change.interval"), "interval", points=True),
                    Column(told.t("column.verdict"), "verdict")]  # fmt: skip
    rows = []
    for key in RATES:
        one = found["rates"][key]
        cells: list[Any] = [
            told.label(key),
            one["rate"]["value"],
            fraction(one["rate"]),
            interval(one["rate"]),
        ]
        for name in ("before", "year"):
            cells += _change(told, one.get(name), key)
        lists = {1: told.listed(DENOMINATORS[key]), 2: told.listed(NUMERATORS[key])}
        for column, name in ((4, "before"), (8, "year")):
            if compared[name]:
                lists[column] = told.listed(DENOMINATORS[key], name)
        rows.append(Row(tuple(cells), lists=lists))
    rates = Table("rates", told.t("table.rates"), tuple(columns), tuple(rows))
    return Section(
        "summary",
        told.t("section.summary"),
        (),
        (rates, _flows(told)),
        notes=(told.t("note.changes"), told.alike(), *_sources(told)),
    )


def _sources(told: Told) -> Iterator[str]:
    """Where the figures of the periods that it is compared with come from."""
    zone = told.content["settings"]["timezone"]
    for one in (told.content["compared"][name] for name in ("before", "year")):
        if one is None:
            continue
        values = {"period": told.period(one), "version": f"{one['version']:,}", "as_of": told.words.moment(one["as_of"], zone)}  # fmt: skip
        seal = one.get("seal")
        if seal is None:
            yield told.t("note.compared.live", **values)
            continue
        name = f" {seal['name']}" if seal["name"] else ""
        yield told.t("note.compared.seal", n=seal["edition"], name=name, digest=seal["sha256"][:16], **values)  # fmt: skip
        if seal["differs"]:
            yield told.t("note.compared.differs", **values)


def _flows(told: Told) -> Table:
    found, compared = told.content["summary"], told.content["compared"]
    columns = [
        Column(told.t("column.count"), "text"),
        Column(told.period(told.content["period"]), "count"),
    ]
    columns += [Column(_label(told, n), "count") for n in ("before", "year")]
    rows = [
        Row(
            (
                told.t(f"count.{key}"),
                *((found[n] or {}).get(key) for n in ("counts", "before", "year")),
            ),
            lists={
                column: told.listed(f"closure.{key}", of)
                for column, of in ((1, "period"), (2, "before"), (3, "year"))
                if of == "period" or compared[of]
            },
        )
        for key in _FLOWS
    ]
    return Table("counts", told.t("table.counts"), tuple(columns), tuple(rows))


def _label(told: Told, name: str) -> str:
    """A period that is compared with, as its columns are called."""
    one = told.content["compared"][name]
    if one:
        return told.period(one)
    return capital(told.before()) if name == "before" else told.t(f"column.{name}")


def _change(told: Told, change: Json | None, key: str) -> list[Any]:
    """The earlier rate, the difference, its interval, what may be said of it."""
    if change is None:
        return [None, None, None, None]
    return [
        change["before"]["value"],
        change["difference"],
        (change["low"], change["high"]),
        told.verdict(change["clear"], key),
    ]
