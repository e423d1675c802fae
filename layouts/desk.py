"""What a person at a desk has at hand in the header: search, pause, shortcuts."""

from __future__ import annotations

import json

from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import View

# What begins with "keys." is the label of a key that a script adds; `assets/keys.js` knows which.
_SHORTCUTS: dict[str, tuple[str | tuple[str, str], ...]] = {
    "anywhere": ("keys.search", "keys.filter", "keys.worklists", "keys.pause", "keys.help"),
    "figures": (
        "keys.list",
        ("Enter", "enter"),
        ("?", "explain"),
        ("↑ ↓", "arrows"),
        ("Esc", "escape"),
    ),
    "list": (
        ("l", "rows"),
        ("↑ ↓ ← →", "cells"),
        ("PgUp PgDn", "pages"),
        ("Enter", "open"),
        ("Shift+Enter", "sort"),
        ("Esc", "leave"),
    ),
}  # fmt: skip


def search(view: View) -> Element:
    """Where a number or words are typed; `assets/search.js` fills in what is asked for."""
    field = html.Input(
        type="search",
        maxLength="100",
        placeholder=view.t("search.placeholder"),
        autoComplete="off",
        **attributes(aria_label=view.t("search.label"), enterkeyhint="search"),
    )
    clear = html.Button(
        "×",
        type="button",
        title=view.t("search.clear"),
        **attributes(aria_label=view.t("search.clear")),
    )
    return html.Form([field, clear], className="search", role="search")


def pause(view: View) -> Element:
    """Pauses the live update and lets it go on; `assets/paused.js` keeps the state."""
    words = [
        html.Span(view.t(f"pause.{state}"), className=f"word when-{state}")
        for state in ("on", "off")
    ]
    icon = html.Icon(className="pause-icon", **attributes(aria_hidden="true"))
    return html.Button(
        [icon, *words], type="button", className="button pause", **attributes(data_pause="")
    )


def shortcuts(view: View) -> Element:
    """Opens the dialog of all keys, whose texts it has; `assets/keys.js` knows the keys."""
    said = {
        "title": view.t("shortcuts.title"),
        "close": view.t("shortcuts.close"),
        "groups": [
            [view.t(f"shortcuts.{group}"), [_shortcut(one, view) for one in shortcuts]]
            for group, shortcuts in _SHORTCUTS.items()
        ],
    }
    return html.Button(
        "?",
        type="button",
        className="button",
        title=said["title"],
        **attributes(
            data_keys=json.dumps(said, ensure_ascii=False),
            aria_label=str(said["title"]),
            aria_haspopup="dialog",
        ),
    )


def _shortcut(one: str | tuple[str, str], view: View) -> list[str]:
    """Keys, or the label of an added one, and what they do."""
    if isinstance(one, str):
        return [one, view.t(one)]
    keys, name = one
    return [keys, view.t(f"shortcuts.{name}")]
