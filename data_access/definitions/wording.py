"""Definitions as sentences, in zh-CN and English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

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
_PERCENTILES = Said(
    "中位数和 90 分位按 Kaplan–Meier 估计；“>”表示比已观察到的最长时间还长",
    "Median and 90th percentile are Kaplan–Meier estimates; “>” is longer than the longest observed",
)


def sentences(
    definitions: Sequence[Definition], language: str, filter_: Filter, settings: Settings
) -> str:
    """How figures are counted under a filter: formulas, durations, then every count and term that
    they rest on, each once. One line of text for each of these."""
    counts = _each(count for one in definitions for count in counts_of(one))
    conditions = [c.under(filter_) for count in counts for c in count.conditions]
    measures = [one for one in definitions if isinstance(one, Measure)]
    measures += [part for one in definitions if isinstance(one, Ratio) for part in _measures(one)]
    terms = [c.term for c in conditions if c.term]
    kinds = _each(count.kind for one in definitions for count in _last(one) if count.kind)
    durations = [explained(one, language) for one in definitions if isinstance(one, Duration)]
    lines = [
        [explained(one, language) for one in definitions if isinstance(one, Ratio)],
        [*durations, _PERCENTILES.of(language)] if durations else [],
        [explained(KINDS[kind], language) for kind in kinds],
        [explained(count, language, filter_) for count in counts],
        [explained(one, language) for one in _each([*measures, *terms])],
    ]
    values = constants(settings)
    return "\n".join(_joined(line, language).format(**values) for line in lines if line)


def defined(count: Count, language: str, filter_: Filter | None = None) -> str:
    """What is counted; without a filter, whatever one may mean."""
    conditions = [c.under(filter_ or Filter()) for c in count.conditions]
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
        parts = [f"“{waiting}”的以迄今时间计入（删失）"]
        parts += [f"“{gone}”的计到转出为止（删失）"] if gone else []
        parts += [f"“{never}”的按永不完成计入"] if never else []
        return f"{unit}自{begin}，至{end}，扣除缓办；{'，'.join(parts)}"
    parts = [f"those {waiting} count with their time so far (censored)"]
    parts += [f"those {gone} up to then (censored)"] if gone else []
    parts += [f"those {never} as never ending"] if never else []
    return f"of {unit} from {begin} to {end}, pauses taken out; {', '.join(parts)}"


def explained(one: Definition, language: str, filter_: Filter | None = None) -> str:
    """ "Due: of those filed, those whose …"; of a ratio its formula."""
    between = "：" if language == "zh" else ": "
    match one:
        case Count():
            said = defined(one, language, filter_)
        case Ratio():
            between, said = " = ", fraction(one, language)
        case Duration():
            said = duration(one, language)
        case Measure():
            said = one.said.of(language)
    return f"{title(one, language)}{between}{said}"


def title(one: Definition, language: str) -> str:
    """The name as a label begins."""
    name = one.name.of(language)
    return name[:1].upper() + name[1:]


def _those(count: Count, conditions: Sequence[Condition], language: str) -> str:
    said = [c.said.of(language) for c in conditions]
    if language == "zh":
        among = f"{_members(count.of).zh}中，" if count.of else ""
        return f"{among}{'、'.join(said)}的"
    among = f"of {_members(count.of).en}, " if count.of else ""
    return f"{among}those {_and(said)}"


def _members(count: Count) -> Said:
    return count.group or count.name


def _and(said: Sequence[str]) -> str:
    if len(said) < 2:
        return said[0]
    return f"{', '.join(said[:-1])} and {said[-1]}"


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


def _joined(said: Sequence[str], language: str) -> str:
    return "。".join(said) + "。" if language == "zh" else ". ".join(said) + "."
