"""Definitions as sentences, in zh-CN and English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from data_access.definitions.constants import constants
from data_access.definitions.vocabulary import (
    Condition,
    Count,
    Definition,
    Duration,
    Kind,
    Measure,
    Ratio,
    Said,
    counts_of,
)
from data_access.filters import Filter
from data_access.reach import EVERYTHING
from data_access.settings import Settings

_Any = TypeVar("_Any")

KINDS: dict[Kind, Measure] = {
    "stock": Measure(
        "stock",
        Said("存量", "stock"),
        Said("统计时点的状况，不论何时上报", "what is so at the instant, whenever reported"),
    ),
    "flow": Measure(
        "flow", Said("流量", "flow"), Said("时段内发生的", "what happened inside the period")
    ),
    "cohort": Measure(
        "cohort",
        Said("本期", "cohort"),
        Said(
            "本期上报的案件，按统计时点的状况评判",
            "incidents reported in the period, judged at the instant",
        ),
    ),
}
_PERCENTILES = Measure(
    "percentiles",
    Said("中位数和 90 分位", "median and 90th percentile"),
    Said(
        "Kaplan–Meier 估计，未完成的也计入；“>”表示比已观察到的最长时间还长",
        "Kaplan–Meier estimates, in which those not finished count too; '>' is longer than the "
        "longest observed",
    ),
)


class Sentence(NamedTuple):
    """How one figure or term is counted: its name, then what is said of it."""

    term: str
    said: str


def sentences(
    definitions: Sequence[Definition], language: str, filter_: Filter, settings: Settings
) -> list[Sentence]:
    """How figures are counted under a filter: formulas, durations, kinds, then every count and
    term that they rest on, each once."""
    counts = _each(count for one in definitions for count in counts_of(one))
    conditions = [c.under(filter_) for count in counts for c in count.conditions]
    ratios = [one for one in definitions if isinstance(one, Ratio)]
    durations = [one for one in definitions if isinstance(one, Duration)]
    measures = [one for one in definitions if isinstance(one, Measure)]
    measures += [part for one in ratios for part in _measures(one)]
    terms = [c.term for c in conditions if c.term]
    kinds = _each(count.kind for one in definitions for count in _last(one) if count.kind)
    ordered: list[Definition] = [
        *ratios,
        *durations,
        *([_PERCENTILES] if durations else []),
        *(KINDS[kind] for kind in kinds),
        *counts,
        *_each([*measures, *terms]),
    ]
    values = constants(settings)
    return [
        Sentence(title(one, language), explained(one, language, filter_).format(**values))
        for one in ordered
    ]


def defined(count: Count, language: str, filter_: Filter | None = None) -> str:
    """What is counted; without a filter, whatever one may mean."""
    conditions = [c.under(filter_ or Filter(EVERYTHING)) for c in count.conditions]
    text = _those(count, conditions, language)
    if filter_ is None and any(c.departments for c in count.conditions):
        other = _those(count, [c.departments or c for c in count.conditions], language)
        if language == "zh":
            return f"{text}；按部门筛选时：{other}"
        return f"{text}; with a department filter: {other}"
    return text


def fraction(ratio: Ratio, language: str) -> str:
    """ "closed / due"."""
    names = [part.name.of(language) for part in ratio.numerator]
    above = " + ".join(names)
    if len(names) > 1:
        above = f"（{above}）" if language == "zh" else f"({above})"
    return f"{above} / {ratio.denominator.name.of(language)}"


def duration(one: Duration, language: str) -> str:
    """From where to where, and how those count that have not come to the end."""
    unit, begin, end = one.unit.of(language), one.begin.of(language), one.end.of(language)
    waiting = one.waiting.name.of(language)
    gone = one.passed_on.name.of(language) if one.passed_on else ""
    never = one.never.name.of(language) if one.never else ""
    if language == "zh":
        parts = [f"“{waiting}”的计到统计时点（删失）"]
        parts += [f"“{gone}”的计到转出为止（删失）"] if gone else []
        parts += [f"“{never}”的按永不完成计"] if never else []
        return f"{unit}从{begin}到{end}的时间，扣除缓办；{'，'.join(parts)}"
    parts = [f"those {waiting} count with their time so far (censored)"]
    parts += [f"those {gone} with their time up to then (censored)"] if gone else []
    parts += [f"those {never} as never ending"] if never else []
    return f"for {unit} the time from {begin} to {end}, pauses taken out; {', '.join(parts)}"


def explained(one: Definition, language: str, filter_: Filter | None = None) -> str:
    """ "Of those filed, those past …"; of a ratio "= closed / due"."""
    match one:
        case Count():
            return defined(one, language, filter_)
        case Ratio():
            return f"= {fraction(one, language)}"
        case Duration():
            return duration(one, language)
        case Measure():
            return one.said.of(language)


def title(one: Definition, language: str) -> str:
    """The name as a label begins."""
    name = one.name.of(language)
    return name[:1].upper() + name[1:]


_APPENDED = ("with", "that ", "whose ", "of ", "past ", "among ")  # begin phrases without "and"


def _those(count: Count, conditions: Sequence[Condition], language: str) -> str:
    said = [c.said.of(language) for c in conditions]
    if language == "zh":
        among = f"{_members(count.of).zh}中，" if count.of else ""
        return f"{among}{_and_zh(said)}的"
    among = f"of {_members(count.of).en}, " if count.of else ""
    return f"{among}those {_and_en(said)}"


def _members(count: Count) -> Said:
    return count.group or count.name


def _and_zh(said: Sequence[str]) -> str:
    if len(said) < 2:
        return said[0]
    return f"{'、'.join(said[:-1])}且{said[-1]}"


def _and_en(said: Sequence[str]) -> str:
    """ "a, b and c"; phrases such as "with …" follow after a comma."""
    first = [one for one in said if not one.startswith(_APPENDED)]
    rest = [one for one in said if one.startswith(_APPENDED)]
    listed = f"{', '.join(first[:-1])} and {first[-1]}" if len(first) > 1 else "".join(first)
    return ", ".join([*([listed] if first else []), *rest])


def _last(one: Definition) -> Iterable[Count]:
    """The counts of a definition that say whether it is stock, flow or cohort."""
    match one:
        case Count():
            return [count for count in reversed(one.chain) if count.kind][:1]
        case Ratio() if isinstance(one.denominator, Count):
            return _last(one.denominator)
        case Duration():
            return _last(one.of)
    return []


def _measures(ratio: Ratio) -> list[Measure]:
    return [p for p in (*ratio.numerator, ratio.denominator) if isinstance(p, Measure)]


def _each(found: Iterable[_Any]) -> list[_Any]:
    return list(dict.fromkeys(found))
