"""Reach: whose incidents somebody may be told of, and whether their texts with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["viewer", "duty", "reviewer", "administrator"]
"""Leaders look; duty officers work the cases; reviewers may seal, too; administrators manage the
accounts, too. Each may do what those before may."""
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Reach:
    """The incidents of some areas and of all inside them, with some departments; none named: all.

    Without `texts` what people wrote and addresses, which may hold personal data, are hidden.
    """

    areas: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    texts: bool = True

    def __str__(self) -> str:
        """As a part of the keys of caches: no two are alike."""
        return f"{self.areas}{self.departments}{self.texts}"


PERSONAL = ("text", "address")
"""Of an incident's columns those that may hold personal data; the notes of its events may, too."""

EVERYTHING = Reach()
"""The whole district: of the commands, which work over the record itself, and where there are no
accounts."""


def at_least(role: Role, needed: Role) -> bool:
    """Whether a role may do what another may."""
    return ROLES.index(role) >= ROLES.index(needed)
