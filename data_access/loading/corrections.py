"""What a source says that a field of an incident should have been."""

from __future__ import annotations

from data_access.loading.incidents import priority
from data_access.loading.moments import Clock, MomentError
from data_access.loading.reference import Reference
from data_access.loading.rejects import Problem
from data_access.loading.values import NONE, number, unknown
from data_access.record.events import FIELDS

NAMES = {("deadline" if field == "own_deadline" else field): field for field in FIELDS}
"""The fields of an incident, by the names that they have in the contract."""

_CODES = ("area", "category", "scenario")
_DEGREES = {"lon": 180, "lat": 90}


def corrected(
    name: str, said: str, reference: Reference, clock: Clock, problems: list[Problem]
) -> tuple[str | None, str | None]:
    """A correction's field and its new value, as events hold them; what is wrong goes to
    `problems`. The text `none` takes a value back."""
    field = NAMES.get(name)
    if field is None:
        there = ", ".join(NAMES)
        problems.append(Problem("unknown field", f"{name!r}; there are {there}"))
        return None, None
    if said == NONE:
        return field, None
    if name in _CODES and said not in getattr(reference, name):
        problems.append(unknown(name, said))
    elif name == "priority":
        return field, str(priority(said, problems))
    elif name in _DEGREES:
        degrees, most = number(said), _DEGREES[name]
        if degrees is None or not -most <= degrees <= most:
            problems.append(Problem("impossible coordinate", f"{name} {said!r}"))
        return field, str(degrees)
    elif name == "deadline":
        try:
            return field, str(clock.read(said, "text").first)
        except MomentError as error:
            problems.append(Problem(error.what, f"deadline {said!r} {error.detail}".strip()))
            return field, None
    return field, said
