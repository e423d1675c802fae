"""How fresh each source is."""

from __future__ import annotations

from data_access.moments import SECOND, to_micros
from layouts import states
from layouts.admin.frame import Frame, render
from layouts.view import View


def listed(frame: Frame, view: View | None) -> str:
    """Every source at the published instant of a view; none: nothing is published yet."""
    if view is None:
        return render(frame, "sources", "sources.html", rows=[], as_of=None)
    late = states.late_sources(view, by=view.as_of)
    rows = []
    for code in view.names.source:
        newest = view.names.newest.get(code)
        wanted = view.names.stale_after.get(code, view.settings.stale_after_seconds)
        rows.append(
            {
                "name": view.name("source", code),
                "code": code,
                "newest": None if newest is None else to_micros(newest),
                "age": None if newest is None else to_micros(view.as_of) - to_micros(newest),
                "threshold": wanted * SECOND,
                "state": "silent" if newest is None else "late" if code in late else "fresh",
            }
        )
    return render(frame, "sources", "sources.html", rows=rows, as_of=to_micros(view.as_of))
