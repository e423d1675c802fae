"""The displays and their tokens, and the form of a new one."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.access.displays import Display
from data_access.wall_status import Status
from layouts.admin import scope, shown
from layouts.admin.frame import Frame, render


def listed(frame: Frame, displays: Sequence[Display], statuses: Sequence[Status]) -> str:
    """How the displays are, and all tokens, those that are revoked apart."""
    live = [display for display in displays if display.revoked_at is None]
    revoked = [display for display in displays if display.revoked_at is not None]
    states = {display.id: state(display, frame) for display in displays}
    known = {"live": live, "revoked": revoked, "states": states}
    rows = shown.rows(frame, statuses)
    return render(frame, "displays", "displays.html", shown=rows, **known)


def new(frame: Frame) -> str:
    """The form of a display that is not there yet."""
    areas = scope.areas(frame, frame.chosen("create", "area", ()))
    departments = scope.departments(frame, frame.chosen("create", "department", ()))
    return render(
        frame, "displays", "display.html", areas=areas, departments=departments, form="create"
    )


def state(display: Display, frame: Frame) -> str:
    """What can be done with its token: the last part of a key."""
    if display.revoked_at is not None:
        return "revoked"
    if display.expires_at is not None and display.expires_at <= frame.now:
        return "expired"
    return "unused" if display.exchanged_at is None else "used"
