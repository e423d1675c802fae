"""Named views: a filter with a title of its own, and which panels and worklists belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from data_access.filters import PARAMETERS, Filter
from data_access.names import Names
from data_access.reach import EVERYTHING

PANELS = ("counts", "map", "closure", "loop", "response", "coverage", "trend", "feed")
# As `definitions.worklists` has them, which needs the settings, and so cannot be asked here.
WORKLISTS = (
    "overdue",
    "due2h",
    "due24h",
    "unanswered",
    "returned",
    "paused",
    "unlocated",
    "reopened",
    "duplicates",
)
_PERIOD = ("period", "from", "to")
_KNOWN = {"panels": PANELS, "worklists": WORKLISTS}


class NamedView(BaseModel):
    """What a screen is called, begins with and shows. Its filter is a query as in an address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    filter: str = ""
    panels: tuple[str, ...] = Field(PANELS, min_length=1)
    worklists: tuple[str, ...] = WORKLISTS

    @field_validator("filter")
    @classmethod
    def _understood(cls, text: str) -> str:
        said = parse_qsl(text.removeprefix("?"), keep_blank_values=True)
        for name, value in said:
            if name not in PARAMETERS:
                raise ValueError(f"{name!r} is none of {', '.join(PARAMETERS)}")
            if not value or [other for other, _ in said].count(name) > 1:
                raise ValueError(f"{name} must be said once, with its values: {name}=a,b")
        Filter.parse(EVERYTHING, dict(said))
        return text.removeprefix("?")

    @field_validator("panels", "worklists")
    @classmethod
    def _known(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known = _KNOWN[str(info.field_name)]
        for name in names:
            if name not in known:
                raise ValueError(f"{name!r} is none of {', '.join(known)}")
            if names.count(name) > 1:
                raise ValueError(f"{name!r} is there twice")
        return names

    @cached_property
    def said(self) -> dict[str, str]:
        """The parameters that its filter says."""
        return dict(parse_qsl(self.filter))

    @cached_property
    def parsed(self) -> Filter:
        """Its filter; where it says no period, the period means nothing."""
        return Filter.parse(EVERYTHING, self.said)

    def begins(self, query: Mapping[str, str]) -> dict[str, str]:
        """A query with what the view's filter says where the query itself says nothing."""
        own = {name: value for name, value in query.items() if value}
        dated = any(name in own for name in _PERIOD)
        left = {n: v for n, v in self.said.items() if not (dated and n in _PERIOD)}
        return left | own

    def holds(self, filter_: Filter, names: Names) -> bool:
        """Whether what is looked at lies within what the view is about. The period is free."""
        return all(
            _within(name, _said(name, filter_), _said(name, self.parsed), names)
            for name in self.said
            if name not in _PERIOD
        )


def read_views(said: Any) -> Any:
    """Views as the settings say them; a list is checked, and each wrong view named by its code.

    Raises ValueError: view, key, what is wrong and what there is.
    """
    if not isinstance(said, list | tuple):
        return said  # pydantic says what is needed
    found: list[NamedView] = []
    wrong: list[str] = []
    for place, one in enumerate(said, 1):
        code = one.get("code") if isinstance(one, dict) else getattr(one, "code", None)
        label = f"view {code!r}" if code else f"view {place}"
        try:
            view = NamedView.model_validate(one)
        except ValidationError as error:
            wrong += [f"{label}: {line}" for line in _lines(error)]
            continue
        if any(view.code == other.code for other in found):
            wrong.append(f"{label}: code: another view has it already")
        found.append(view)
    if wrong:
        raise ValueError("; ".join(wrong))
    return tuple(found)


Views = Annotated[tuple[NamedView, ...], BeforeValidator(read_views)]
"""Of the settings: no two of one code."""


def panels_of(view: NamedView | None) -> tuple[str, ...]:
    """The panels that are shown, in their order: of a named view its own, else all."""
    return PANELS if view is None else view.panels


def _said(name: str, filter_: Filter) -> Any:
    """What a filter says of a parameter."""
    return filter_.text if name == "q" else getattr(filter_, name)


def _within(name: str, found: Any, wanted: Any, names: Names) -> bool:
    """Whether the values of a parameter lie within others."""
    if name in ("within", "q"):
        return bool(found == wanted)
    if name == "only":  # each narrows
        return set(wanted) <= set(found)
    return bool(found) and all(set(wanted).intersection(_around(name, v, names)) for v in found)


def _around(name: str, code: str, names: Names) -> tuple[str, ...]:
    """A code and those that it lies in."""
    if name == "area":
        return names.above.get(code, (code,))
    category = names.category.get(code) if name == "category" else None
    return (code, category.parent) if category and category.parent else (code,)


def _lines(error: ValidationError) -> list[str]:
    """What is wrong with a view: the key and the reason, a line for each."""
    found = []
    for problem in error.errors(include_input=False, include_url=False):
        keys = ".".join(str(part) for part in problem["loc"]) or "it"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"no such key; there are {', '.join(NamedView.model_fields)}"
        found.append(f"{keys}: {message}")
    return found
