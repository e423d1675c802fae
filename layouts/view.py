"""What a panel needs to know besides its answer: whom it is drawn for, and of which moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlencode

from data_access.filters import Filter
from data_access.names import Names
from data_access.settings import Settings
from data_access.views import WORKLISTS, NamedView, panels_of
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
    views: tuple[NamedView, ...] = ()  # that are offered
    named: NamedView | None = None  # the one of them that is looked at

    @property
    def panels(self) -> tuple[str, ...]:
        """The panels that are shown, in their order."""
        return panels_of(self.named)

    @property
    def worklists(self) -> tuple[str, ...]:
        """The worklists that are shown, in their order."""
        return WORKLISTS if self.named is None else self.named.worklists

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
        """The address of this view with another filter, language or theme. It stays the named view
        that it is as long as what is looked at lies within that."""
        language = changes.pop("language", self.language)
        theme = changes.pop("theme", self.theme)
        more = {} if language == self.settings.language else {"lang": language}
        more |= {} if theme == "dark" else {"theme": theme}
        if self.named is None:
            return _address(self.filter, tuple(changes.items()), tuple(more.items()))
        filter_ = self.filter.with_(**changes)
        if self.named.holds(filter_, self.names):
            more = {"view": self.named.code, **more}
        return _address(filter_, (), tuple(more.items()))


@lru_cache(maxsize=8_192)  # each version has those of the last one
def _address(
    filter_: Filter, changes: tuple[tuple[str, Any], ...], more: tuple[tuple[str, str], ...]
) -> str:
    query = filter_.with_(**dict(changes)).query() | dict(more)
    return "/?" + urlencode(query, safe=",:;")
