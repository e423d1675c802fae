"""What an address asks for. It is untrusted, and never an error: what means nothing is left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from flask import g
from werkzeug.datastructures import MultiDict

from data_access.filters import PARAMETERS, Filter, Ignored
from data_access.live.instants import Published, instant_key
from data_access.live.service import Service
from data_access.names import Names
from data_access.reach import Reach
from data_access.views import NamedView
from layouts.view import Language, Theme, View

_OF_THE_VIEW = {"lang": ("zh", "en"), "theme": ("dark", "light")}
# Of what is open over the view, or asks about that: `callbacks.lists`, `case` and `exports` read them.
OVER = (
    "list", "of", "sort", "where", "at_version", "as_of", "case", "token", "start", "end", "format",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is shown to an address, and what of the address has no part in it."""

    filter: Filter
    language: Language
    theme: Theme
    ignored: tuple[Ignored, ...]
    names: Names
    named: NamedView | None = None

    def view(self, service: Service, published: Published, names: Names | None = None) -> View:
        """It as a view of an instant; an answer has names that know how new its sources are."""
        return View(
            self.filter,
            self.language,
            self.theme,
            names or self.names,
            service.settings,
            published.version,
            published.as_of,
            service.publisher.late,
            service.views(self.names),
            self.named,
        )

    @property
    def key(self) -> str:
        """What it is known by, whenever it is asked."""
        code = self.named.code if self.named else ""
        return f"{self.filter}|{self.language}|{self.theme}|{code}"

    def etag(self, published: Published) -> str:
        """What a screen is known by, without the note of what was ignored."""
        return hash_of(f"{self.key}|{instant_key(published)}")

    def noted(self, etag: str) -> str:
        """What it is known by with that note."""
        return hash_of(f"{etag}|{self.ignored}") if self.ignored else etag


def hash_of(text: str) -> str:
    """A short name of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def within_reach() -> Reach:
    """Whose incidents whoever sent this request may be told of."""
    found: Reach = g.reach
    return found


def asked(
    query: MultiDict[str, str],
    service: Service,
    published: Published,
    others: tuple[str, ...] = OVER,
) -> Asked:
    """What a query of this request's sender asks for: whatever it says, something is shown. `others`:
    the parameters that whoever answers reads besides."""
    reach = within_reach()
    names = service.answers.names(published, reach)
    code = query.get("view")
    named = next((view for view in service.views(names) if view.code == code), None)
    said = query.to_dict()
    found, wrong = Filter.read(
        reach, named.begins(said) if named else said, service.settings.period
    )
    found, unknown = names.known(found)
    if named is None or not named.holds(found, names):  # its title would say what is not so
        named = None
        unknown += (Ignored("view", code, ""),) if code else ()
    languages: dict[str | None, Language] = {"zh": "zh", "en": "en"}
    language = languages.get(query.get("lang"), service.settings.language)
    theme: Theme = "light" if query.get("theme") == "light" else "dark"
    return Asked(found, language, theme, (*wrong, *unknown, *_others(query, others)), names, named)


def _others(query: MultiDict[str, str], others: tuple[str, ...]) -> Iterator[Ignored]:
    """Parameters that there are not, values of the view's that mean nothing, and repetitions."""
    for name, (first, *more) in query.lists():
        if name in _OF_THE_VIEW:
            wrong = first and first not in _OF_THE_VIEW[name]
        else:
            wrong = name not in ("view", *PARAMETERS, *others)
        yield from (Ignored(name, said, "") for said in ([first] if wrong else []) + more)
