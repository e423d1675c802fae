"""Assessment scores as the settings say them: weighted sums of rates, or of their complements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveInt,
    StrictInt,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from data_access.levels import LEVELS, Level

DEPARTMENT = "department"
MOST_POINTS = 10_000
RateKey = Literal["closure_rate", "on_time_rate", "overdue_rate", "rework_rate", "extension_rate"]
COUNTED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "closure_rate": (frozenset({"on_time", "closed_late"}), frozenset({"overdue"})),
    "on_time_rate": (frozenset({"on_time"}), frozenset({"closed_late", "overdue"})),
    "overdue_rate": (frozenset({"closed_late", "overdue"}), frozenset({"on_time"})),
    "rework_rate": (frozenset({"returned"}), frozenset({"passed"})),
    "extension_rate": (frozenset({"extended"}), frozenset({"not_extended"})),
}
"""Of each rate the parts of its denominator that it counts, and those that its complement counts."""


class Term(BaseModel):
    """A rate, or one minus it, and its points. `minimum`: its smallest denominator (default: that of
    rankings)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: RateKey
    complement: bool = False
    points: float = Field(gt=0, le=MOST_POINTS)
    minimum: PositiveInt | None = None

    def __str__(self) -> str:
        return f"1 - {self.rate}" if self.complement else self.rate


class Formula(BaseModel):
    """A score of all units of one kind: `units` is `department`, or the number of a level of areas."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    zh: str = Field(min_length=1, max_length=40)
    en: str = Field(min_length=1, max_length=60)
    units: StrictInt | str
    terms: tuple[Term, ...] = Field(min_length=1)

    @property
    def level(self) -> int | None:
        """The level of the areas that it is of; None: it is of departments."""
        return self.units if isinstance(self.units, int) else None

    @model_validator(mode="after")
    def _each_term_says_something_else(self) -> Formula:
        wrong = []
        for one, other in combinations(self.terms, 2):
            mine, theirs = COUNTED[one.rate][one.complement], COUNTED[other.rate]
            if str(one) == str(other):
                wrong.append(f"{one} is there twice")
            elif mine == theirs[other.complement]:
                wrong.append(f"{one} and {other} are the same")
            elif mine == theirs[not other.complement]:
                wrong.append(f"{one} and {other} cancel each other out: together they are always 1")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


def read_scores(said: Any, others: ValidationInfo) -> Any:
    """Formulas as the settings say them, their units as numbers of levels; each wrong one is named by its
    code, and of its terms the wrong one by its rate.

    Raises ValueError: formula, term, what is wrong and what there is.
    """
    if not isinstance(said, list | tuple):
        return said  # pydantic says what is needed
    levels: Sequence[Level] = others.data.get("levels", LEVELS)
    found: list[Formula] = []
    wrong: list[str] = []
    for place, one in enumerate(said, 1):
        code = one.get("code") if isinstance(one, dict) else getattr(one, "code", None)
        label = f"score {code!r}" if code else f"score {place}"
        try:
            formula = Formula.model_validate(one)
            formula = formula.model_copy(update={"units": _units(formula.units, levels)})
        except ValidationError as error:
            wrong += [f"{label}: {line}" for line in _lines(error, one)]
            continue
        except ValueError as error:
            wrong.append(f"{label}: {error}")
            continue
        if any(formula.code == other.code for other in found):
            wrong.append(f"{label}: code: another score has it already")
        found.append(formula)
    if wrong:
        raise ValueError("; ".join(wrong))
    return tuple(found)


Scores = Annotated[tuple[Formula, ...], BeforeValidator(read_scores)]
"""Of the settings, after the levels: no two of one code."""


def _units(said: int | str, levels: Sequence[Level]) -> int | str:
    names = [level.en for level in levels]
    if said == DEPARTMENT:
        return DEPARTMENT
    if said in names[1:]:
        return names.index(str(said))
    if isinstance(said, int) and 1 <= said < len(names):
        return said
    known = ", ".join((*names[1:], DEPARTMENT))
    raise ValueError(f"units: {said!r} is none of {known}, and no level from 1 to {len(names) - 1}")


def _lines(error: ValidationError, said: Any) -> Iterable[str]:
    """What is wrong with a formula: the key, or the term and its key, and the reason."""
    for problem in error.errors(include_input=False, include_url=False):
        where = list(problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        of: type[BaseModel] = Formula
        label = ""
        if len(where) > 1 and where[0] == "terms" and isinstance(where[1], int):
            of, number = Term, where[1]
            label = f"term {number + 1}{_named(said, number)}: "
            where = where[2:]
        own = "terms" if problem["type"] == "value_error" else "it"  # of the formula as a whole
        keys = ".".join(str(part) for part in where[:1]) or own
        if problem["type"] == "extra_forbidden":
            message = f"no such key; there are {', '.join(of.model_fields)}"
        yield f"{label}{keys}: {message}"


def _named(said: Any, number: int) -> str:
    """The rate that a wrong term says, if it says one."""
    term = said["terms"][number] if isinstance(said, dict) else None
    rate = term.get("rate") if isinstance(term, dict) else None
    return f" ({str(rate)[:40]})" if rate else ""
