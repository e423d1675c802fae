"""Viewers: who looks, what they may do, and what they may be told of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from data_access.reach import EVERYTHING, Reach, Role, at_least

Kind = Literal["everyone", "account", "display"]


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks: an account or a display, or everyone where there are no accounts.

    `session` is the id of the session, "" where there is none (the proxy says who it is); `title` is
    the name to be shown.
    """

    name: str
    role: Role
    reach: Reach
    kind: Kind
    session: str = ""
    title: str = ""


EVERYONE = Viewer("", "administrator", EVERYTHING, "everyone")


def may(viewer: Viewer, role: Role) -> bool:
    """Whether a viewer may do what a role may."""
    return at_least(viewer.role, role)


def manages(viewer: Viewer) -> bool:
    """Whether a viewer may manage accounts, displays and sessions, and read the audit.

    An administrator of a street may not: whoever makes accounts can give himself any reach.
    """
    return may(viewer, "administrator") and not (viewer.reach.areas or viewer.reach.departments)


def reach_of(
    role: Role, areas: Iterable[str], departments: Iterable[str], unmasked: Collection[Role]
) -> Reach:
    """The reach of a role in some areas, with texts where they are not masked for it."""
    return Reach(tuple(areas), tuple(departments), role in unmasked)
