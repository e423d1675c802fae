"""Pages before the screen, as HTML: login, the exchange of a display's token, what went wrong.

They need no script, except that a display's token is taken from its address by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from layouts.texts import text
from layouts.view import Language, Theme

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """How a page looks: its language and theme, the addresses of its files, links to its other
    languages and themes as (label, address)."""

    language: Language
    theme: Theme
    styles: tuple[str, ...]
    icon: str
    switches: tuple[tuple[str, str], ...] = ()

    def t(self, key: str, **values: object) -> str:
        """A text of the catalogue in this page's language."""
        return text(key, self.language, **values)


def login(page: Page, next_: str, name: str = "", problem: str = "") -> str:
    """The form for name and password; `name` as it was typed before."""
    title = page.t("access.login")
    return render("login.html", page, title=title, problem=problem, next=next_, name=name)


def display(page: Page, next_: str, script: str, *, known: bool, problem: str = "") -> str:
    """The form for a display's token, which `script` fills from the address; `known`: this browser
    has exchanged one before."""
    title = page.t("access.display")
    told = {"next": next_, "script": script, "known": known}
    return render("display.html", page, title=title, problem=problem, **told)


def message(
    page: Page, title: str, sentences: Sequence[str], link: tuple[str, str] | None = None
) -> str:
    """A title, what there is to say, and one link as (label, address)."""
    return render("page.html", page, title=title, problem="", sentences=sentences, link=link)


def render(template: str, page: Page, **values: Any) -> str:
    """A file of layouts/templates/ for a page, as HTML."""
    return _environment().get_template(template).render(page=page, t=page.t, **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
