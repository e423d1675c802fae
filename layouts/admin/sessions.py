"""The sessions that are running."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.access.sessions import Running
from layouts.admin.frame import Frame, render


def listed(frame: Frame, running: Sequence[Running]) -> str:
    """The sessions, each to be ended; for accounts with several, all of them."""
    named = [session.name for session in running if session.kind == "account"]
    several = sorted({name for name in named if named.count(name) > 1})
    return render(frame, "sessions", "sessions.html", running=running, several=several)
