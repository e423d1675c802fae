"""How fresh each source is, at the published instant."""

from __future__ import annotations

from callbacks.admin.office import Office
from data_access.filters import Filter
from data_access.reach import EVERYTHING
from layouts.admin import sources as layout
from layouts.admin.frame import Frame
from layouts.view import View


def register(office: Office) -> None:
    """Add the page of the sources."""
    service = office.service

    def listed(frame: Frame) -> str:
        if service.published is None:
            return layout.listed(frame, None)
        found = service.answers.ask(Filter.parse(EVERYTHING, {}), ())
        instant = found.published
        view = View(
            found.filter,
            frame.page.language,
            frame.page.theme,
            found.names,
            service.settings,
            instant.version,
            instant.as_of,
        )
        return layout.listed(frame, view)

    office.add("/admin/sources", "admin_sources", listed)
