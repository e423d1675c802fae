"""What the administrators' pages share: sections, links, names, and what is said of the last change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from data_access.moments import SECOND, Micros, from_micros
from data_access.names import Names
from layouts import entry
from layouts.entry import Page

SECTIONS = ("accounts", "displays", "sessions", "audit", "sources")
WITHOUT_ACCOUNTS = ("displays", "sources")
BESIDE = ("create", "change", "password", "disable")
"""Forms beside which it is said what is wrong with them; of others at the top of the page."""
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


@dataclass(frozen=True)
class Note:
    """What became of a form: a key of the catalogue after "admin.", with its values.

    Of one that was refused, `form` names it and `said` has what was typed, but no password. `token`
    is a new display's, with `address` where it is of use.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    wrong: bool = False
    form: str = ""
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    token: str = ""
    address: str = ""


@dataclass(frozen=True)
class Frame:
    """For whom a page is drawn, and when. `names` are absent before anything is published; `query`
    carries language and theme from page to page."""

    page: Page
    access: str
    names: Names | None
    zone: ZoneInfo
    now: Micros
    me: str
    session: str
    query: Mapping[str, str]
    note: Note | None = None

    def t(self, key: str, **values: object) -> str:
        """A text of the administrators' pages."""
        return self.page.t(f"admin.{key}", **values)

    def link(self, path: str, **more: str) -> str:
        """An address in this language and theme."""
        query = {**more, **self.query}
        return f"{path}?{urlencode(query)}" if query else path

    def moment(self, moment: Micros | None) -> str:
        """On the district's clock, to the second."""
        if moment is None:
            return "–"
        return f"{from_micros(moment).astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def span(self, micros: Micros) -> str:
        """A length of time in its two largest units."""
        left = max(0, micros // SECOND)
        parts: list[str] = []
        for unit, seconds in _UNITS:
            number, left = divmod(left, seconds)
            if number or parts:
                parts.append(self.t(f"span.{unit}", n=number) if number else "")
        return " ".join(part for part in parts[:2] if part) or self.t("span.s", n=0)

    def named(self, kind: str, codes: Sequence[str]) -> str:
        """Areas or departments of a scope by their names; none is all of them."""
        if not codes:
            return self.t(f"all.{kind}")
        return self.page.t("account.and").join(self.name(kind, code) for code in codes)

    def name(self, kind: str, code: str) -> str:
        return code if self.names is None else self.names.name(kind, code, self.page.language)

    def role(self, role: str) -> str:
        return self.page.t(f"account.role.{role}")

    def typed(self, form: str, name: str, kept: str = "") -> str:
        """What a field says: as it was typed into a form that was refused, else as it is kept."""
        return next(iter(self.chosen(form, name, (kept,))), "")

    def chosen(self, form: str, name: str, kept: Sequence[str]) -> Sequence[str]:
        """The same of a field that has several values."""
        refused = self.note is not None and self.note.wrong and self.note.form == form
        return self.note.said.get(name, ()) if self.note and refused else kept


def render(frame: Frame, section: str, template: str, **values: Any) -> str:
    """A page of a section, with links to the others."""
    known = SECTIONS if frame.access != "none" else WITHOUT_ACCOUNTS
    tabs = [(frame.t(name), frame.link(f"/admin/{name}"), name == section) for name in known]
    return entry.render(
        f"admin/{template}",
        frame.page,
        title=f"{frame.t('title')} · {frame.t(section)}",
        frame=frame,
        tabs=tabs,
        say=frame.t,
        **values,
    )
