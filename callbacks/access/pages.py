"""The pages before the screen, as answers: in the language and theme that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, jsonify, request

from callbacks.access import addresses
from data_access.settings import Settings
from layouts.entry import Page
from layouts.texts import text
from layouts.view import Language, Theme

_STYLES = ("00-tokens.css", "10-frame.css", "15-access.css")
_ICON = "icon.svg"
_LANGUAGES: dict[str | None, Language] = {"zh": "zh", "en": "en"}

Address = Callable[[str], str]
"""From the name of a file in assets/ to its address."""


class Pages:
    """What those pages have in common."""

    def __init__(self, settings: Settings, address: Address) -> None:
        self._settings, self._address = settings, address

    def file(self, name: str) -> str:
        """The address of a file in assets/."""
        return self._address(name)

    def wanted(self, said: Mapping[str, str], default: str = "/") -> str:
        """The local address to go on to, in the language and theme that were asked for before."""
        next_ = addresses.local(said.get("next"), default)
        known = {"lang": ("zh", "en"), "theme": ("dark", "light")}
        usual = {"lang": self._settings.language, "theme": "dark"}
        asked = {
            name: said[name]
            for name, values in known.items()
            if said.get(name) in values and said[name] != usual[name] and name not in _query(next_)
        }
        return _with(next_, **asked) if asked else next_

    def language(self, next_: str = "/", said: str | None = None) -> Language:
        """As it is said, else as the request says, the page that one goes on to, or the settings."""
        own = _LANGUAGES.get(said or request.values.get("lang"))
        return own or _LANGUAGES.get(_query(next_).get("lang")) or self._settings.language

    def page(self, next_: str = "/", said: str | None = None) -> Page:
        """How to draw a page from which one goes on to a local address, in its language and theme."""
        language = self.language(next_, said)
        theme: Theme = "light" if _query(next_).get("theme") == "light" else "dark"
        other_language = "zh" if language == "en" else "en"
        other_theme = "dark" if theme == "light" else "light"
        switches = (
            (
                text(f"theme.{other_theme}", language),
                _here(_with(next_, theme=other_theme), language),
            ),
            (
                text("access.other_language", language),
                _here(_with(next_, lang=other_language), other_language),
            ),
        )
        styles = tuple(self.file(name) for name in _STYLES)
        return Page(language, theme, styles, self.file(_ICON), switches)


def respond(html: str, status: int = 200) -> Response:
    """A page that no browser keeps."""
    response = Response(html, status=status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def json_answer(body: dict[str, Any], status: int = 200) -> Response:
    """An answer to a script, which no browser keeps."""
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_json() -> bool:
    """Whether a script or a program asks, and not somebody who goes from page to page."""
    return "text/html" not in request.headers.get("Accept", "")


def _query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def _with(address: str, **changes: str) -> str:
    """A local address with other values."""
    path, query = urlsplit(address)[2:4]
    pairs = [(name, value) for name, value in parse_qsl(query) if name not in changes]
    return f"{path}?{urlencode([*pairs, *changes.items()], safe=',:;')}"


def _here(next_: str, language: Language | str) -> str:
    """This page, going on to another address."""
    path = request.path if request.method == "GET" else request.path.split("/callback")[0]
    return f"{addresses.local(path)}?{urlencode({'next': next_, 'lang': language})}"
