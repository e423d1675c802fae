"""What a panel needs to know besides its answer: whom it is drawn for, and of which moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from data_access.filters import Filter
from data_access.names import Names
from data_access.settings import Settings
from layouts.texts import text

Language = Literal["zh", "en"]
Theme = Literal["dark", "light"]
Props = dict[str, dict[str, Any]]
"""What a panel is: for each of its component ids, the properties to set."""


@dataclass(frozen=True)
class View:
    """One filter, language and theme, of one published version."""

    filter: Filter
    language: Language
    theme: Theme
    names: Names
    settings: Settings
    version: int
    as_of: datetime
    late: timedelta = timedelta(0)  # by how much load held its publication up

    def t(self, key: str, **values: object) -> str:
        """A text of the catalogue in this view's language."""
        return text(key, self.language, **values)

    def name(self, kind: str, code: str | None) -> str:
        """The name of an area, department, category, source or scenario."""
        return self.names.name(kind, code, self.language)

    def local(self, moment: datetime) -> datetime:
        """A moment on the district's clock."""
        return moment.astimezone(self.settings.zone)

    def link(self, **changes: Any) -> str:
        """The address of this view with another filter, language or theme."""
        language = changes.pop("language", self.language)
        theme = changes.pop("theme", self.theme)
        query = self.filter.with_(**changes).query()
        if language != self.settings.language:
            query["lang"] = language
        if theme != "dark":
            query["theme"] = theme
        return "/?" + urlencode(query, safe=",:;")
