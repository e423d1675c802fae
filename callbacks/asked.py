"""What an address asks for besides its filter, and how answers to it are told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from data_access.filters import Filter
from data_access.live.answers import Answered, instant_key
from data_access.live.instants import Published
from data_access.live.service import Service
from layouts.view import Language, Theme, View


def language_of(query: Mapping[str, str], service: Service) -> Language:
    """The language of an address, else the configured one."""
    said = query.get("lang", service.settings.language)
    return "en" if said == "en" else "zh"


def theme_of(query: Mapping[str, str]) -> Theme:
    """Light where the address says so."""
    return "light" if query.get("theme") == "light" else "dark"


def view_of(answered: Answered, language: Language, theme: Theme, service: Service) -> View:
    """What panels need to know besides their answers."""
    return View(
        answered.filter,
        language,
        theme,
        answered.names,
        service.settings,
        answered.published.version,
        answered.published.as_of,
        service.publisher.late,
    )


def screen_etag(filter_: Filter, published: Published, language: str, theme: str) -> str:
    """What a screen is known by."""
    return hash_of(f"{filter_}|{instant_key(published)}|{language}|{theme}")


def hash_of(text: str) -> str:
    """A short name of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
