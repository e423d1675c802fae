"""What of a case within somebody's reach is not told: areas out of it in which the case lay once,
and, to those who may not read them, what people wrote and addresses, which may be personal.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from data_access.case import Case, Step
from data_access.names import Names
from data_access.near import Duplicate, Other, Surroundings
from data_access.reach import EVERYTHING, PERSONAL


def told_to(names: Names, case: Case) -> Case:
    """The case as it is told to somebody of the names' reach."""
    if names.reach == EVERYTHING:
        return case
    case = replace(
        case,
        steps=tuple(_of_areas(step, names) for step in case.steps),
        ahead=tuple(_of_areas(step, names) for step in case.ahead),
    )
    return case if names.reach.texts else _without_texts(case)


def _of_areas(step: Step, names: Names) -> Step:
    if step.field != "area":
        return step
    old, new = (code if code in names.area else None for code in (step.old, step.new))
    return replace(step, old=old, new=new)


def _without_texts(case: Case) -> Case:
    return replace(
        case,
        incident=_row(case.incident),
        steps=tuple(map(_step, case.steps)),
        ahead=tuple(map(_step, case.ahead)),
        surroundings=_surroundings(case.surroundings),
    )


def _row(incident: Any) -> Any:
    return SimpleNamespace(**{**incident._mapping, **dict.fromkeys(PERSONAL)})


def _step(step: Step) -> Step:
    """What was corrected is told, but of a text not from what to what."""
    if step.field in PERSONAL:
        return replace(step, note=None, old=None, new=None)
    return replace(step, note=None)


def _surroundings(found: Surroundings) -> Surroundings:
    return replace(
        found,
        newest=tuple(map(_other, found.newest)),
        duplicates=tuple(map(_duplicate, found.duplicates)),
    )


def _duplicate(one: Duplicate) -> Duplicate:
    return replace(one, other=_other(one.other))


def _other(one: Other) -> Other:
    return replace(one, incident=_row(one.incident))
