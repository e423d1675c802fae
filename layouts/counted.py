"""How the figures of a screen are counted, said once for all of its elements.

An element says by `data-counted` which figure of `SHOWN` it shows; `data-within`, on what holds
rows, says it of those that do not themselves. `assets/counted.js` shows the sentences.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

from data_access.definitions import closure
from data_access.definitions.shown import SHOWN
from data_access.definitions.vocabulary import Definition, Ratio
from data_access.definitions.wording import sentences, title
from data_access.filters import Filter
from data_access.lists.counts import LISTED
from data_access.settings import Settings
from data_access.statistics import Rate
from layouts import figures, states
from layouts.attributes import attributes
from layouts.view import Language, View

Fact = tuple[str, str]
"""A label and a value, as the hover of a figure shows them."""


def build(view: View) -> dict[str, Any]:
    """`texts`: by figure its name, then pairs of (term, what is said of it); `foot`: the version,
    the moment and the ages of the sources, pairs of (label, value)."""
    moment = f"{view.local(view.as_of):%Y-%m-%d %H:%M:%S}"
    return {
        "texts": _texts(view.language, view.filter, view.settings),
        "foot": [
            [view.t("counted.version"), view.t("counted.of", n=view.version, moment=moment)],
            _sources(view),
        ],
    }


def figure(key: str, *, focus: bool = False, opens: str = "") -> dict[str, Any]:
    """The attributes of an element that shows a figure; with `focus` Tab reaches it, and a click
    `opens` the list of that name (`assets/list.js`)."""
    said = attributes(data_counted=_known(key))
    if opens:
        said |= attributes(data_list=_listed(opens))
    return {**said, "tabIndex": "0"} if focus else said


def within(key: str) -> dict[str, Any]:
    """The attribute of an element that holds rows: the figures of a row as a whole."""
    return attributes(data_within=_known(key))


def name(definition: Definition, view: View) -> str:
    """What a figure is called, as a label begins."""
    return title(definition, view.language)


def fact(ratio: Ratio, rate: Rate, view: View) -> Fact:
    """A rate with its numerator and denominator."""
    shown = f"{figures.fraction(rate)} = {figures.percent(rate.value)}"
    return name(ratio, view), shown if rate.denominator else figures.ABSENT


def judged(ratio: Ratio, rate: Rate, view: View) -> list[Fact]:
    """A rate with its numerator and denominator, and its interval."""
    interval = (view.t("counted.inner", label=name(closure.INTERVAL, view)),)
    return [fact(ratio, rate, view), (*interval, figures.spread(rate.interval))]


def _known(key: str) -> str:
    if key not in SHOWN:
        raise KeyError(f"no definition is shown as {key!r}: see data_access/definitions/shown.py")
    return key


def _listed(key: str) -> str:
    if key not in LISTED:
        raise KeyError(f"there is no list {key!r}: see data_access/lists/counts.py")
    return key


@lru_cache(maxsize=256)  # views: the same at every instant
def _texts(language: Language, filter_: Filter, settings: Settings) -> dict[str, list[Any]]:
    return {
        key: [
            title(definitions[0], language),
            *([one.term, one.said] for one in sentences(definitions, language, filter_, settings)),
        ]
        for key, definitions in SHOWN.items()
    }


def _sources(view: View) -> list[str]:
    """The ages of the sources; of a past period those at its end, and which are late now."""
    _, end = view.filter.window(view.as_of, view.settings.zone)
    if end >= view.as_of:
        return [view.t("counted.sources"), _ages(view)]
    now = states.late_sources(view, by=view.as_of)
    silent = view.t("counted.and").join(view.name("source", source) for source in now)
    said = [_ages(view), *([view.t("counted.late.now", sources=silent)] if now else [])]
    return [view.t("counted.sources.past"), view.t("counted.and").join(said)]


def _ages(view: View) -> str:
    """The age of every source at the instant, or the end of a past period; late ones say so."""
    _, end = view.filter.window(view.as_of, view.settings.zone)
    until = min(end, view.as_of)
    late = states.late_sources(view)
    newest = sorted(states.news(view).items(), key=lambda item: item[1], reverse=True)
    said = []
    for source, moment in newest:
        age = figures.duration(view, max(timedelta(), until - moment).total_seconds())
        key = "counted.late" if source in late else "counted.age"
        said.append(view.t(key, source=view.name("source", source), age=age))
    return view.t("counted.and").join(said) or view.t("age.none")
