"""Areas and departments to choose from, for the scope of an account or of a display."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from data_access.names import Named
from layouts.admin.frame import Frame


@dataclass(frozen=True)
class Choice:
    """A code that can be chosen, and those inside it."""

    code: str
    name: str
    is_chosen: bool
    inner: tuple[Choice, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something inside is chosen."""
        return any(one.is_chosen or one.is_open for one in self.inner)


def areas(frame: Frame, chosen: Collection[str]) -> list[Choice]:
    """The areas under the district, each with those in it. The district itself, which is everything
    that nothing chosen is, and what the record has no more, are there where they are chosen."""
    known = {} if frame.names is None else frame.names.area
    below: dict[str | None, list[Named]] = {}
    for named in known.values():
        below.setdefault(named.parent if named.parent in known else None, []).append(named)

    def choice(named: Named) -> Choice:
        inner = tuple(choice(one) for one in below.get(named.code, ()))
        return _choice(frame, "area", named.code, chosen, inner)

    tops = below.get(None, [])
    tree = [choice(top) for top in tops]
    if len(tree) == 1:
        (top,) = tree
        alone = [_choice(frame, "area", top.code, chosen)] if top.is_chosen else []
        tree = [*alone, *top.inner]
    return [*tree, *_gone(frame, "area", chosen, known)]


def departments(frame: Frame, chosen: Collection[str]) -> list[Choice]:
    """Every department."""
    known = {} if frame.names is None else frame.names.department
    found = [_choice(frame, "department", code, chosen) for code in known]
    return [*found, *_gone(frame, "department", chosen, known)]


def _gone(
    frame: Frame, kind: str, chosen: Collection[str], known: Collection[str]
) -> Iterable[Choice]:
    return (_choice(frame, kind, code, chosen) for code in chosen if code not in known)


def _choice(
    frame: Frame, kind: str, code: str, chosen: Collection[str], inner: tuple[Choice, ...] = ()
) -> Choice:
    return Choice(code, frame.name(kind, code), code in chosen, inner)
