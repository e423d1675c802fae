"""A screen in parts, so that a browser is sent only those that changed since what it shows."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from callbacks.stored import Stored

Hashes = Mapping[str, str]
"""What tells a part from another of that name."""

JSON = "application/json"


@dataclass(frozen=True)
class Parts:
    """A screen as it was built: every part serialised once."""

    etag: str
    head: str  # what every answer has, as the inside of a JSON object
    texts: str  # how figures are counted: long, and changes with filter and language only
    panels: Mapping[str, str]
    hashes: Hashes  # of the panels by name, and of the texts

    @classmethod
    def of(cls, body: Mapping[str, Any], etag: str) -> Parts:
        """Take apart what `layouts.screen` built."""
        panels = {name: _said(panel) for name, panel in body["panels"].items()}
        texts = _said(body["counted"]["texts"])
        hashes = {name: panel["hash"] for name, panel in body["panels"].items()}
        apart = ("panels", "counted", "images")
        head = {key: value for key, value in body.items() if key not in apart}
        head["foot"] = body["counted"]["foot"]
        return cls(etag, _said(head)[1:-1], texts, panels, {**hashes, _TEXTS: _hash(texts)})

    def noted(self, etag: str, note: Mapping[str, Any]) -> Parts:
        """The same screen with another note: a panel that `layouts.screen` built."""
        panels, hashes = {**self.panels, _NOTE: _said(note)}, {**self.hashes, _NOTE: note["hash"]}
        return replace(self, etag=etag, panels=panels, hashes=hashes)

    def since(self, shown: Hashes) -> Stored:
        """The answer to a browser that shows parts of these hashes."""
        changed = {name for name, found in self.hashes.items() if shown.get(name) != found}
        panels = ",".join(
            f"{_said(name)}:{text}" for name, text in self.panels.items() if name in changed
        )
        texts = f'"texts":{self.texts},' if _TEXTS in changed else ""
        whole = f'{{"id":{_said(self.etag)},{self.head},{texts}"panels":{{{panels}}}}}'
        return Stored.of(whole.encode(), self.etag, JSON)


_TEXTS = "texts"  # no panel is called so
_NOTE = "note"


class Shown:
    """What browsers show by the ETags that they name, of the last instants and views."""

    def __init__(self, most: int = 400) -> None:
        self._most = most
        self._guard = Lock()
        self._hashes: OrderedDict[str, Hashes] = OrderedDict()

    def remember(self, parts: Parts) -> None:
        with self._guard:
            self._hashes[parts.etag] = parts.hashes
            while len(self._hashes) > self._most:
                self._hashes.popitem(last=False)

    def of(self, etags: set[str]) -> tuple[str, Hashes]:
        """One of some ETags that is known, with its hashes; an empty one where none is."""
        with self._guard:
            return next(((e, self._hashes[e]) for e in etags if e in self._hashes), ("", {}))


class Images:
    """Images by their addresses; the last of every view stays a while: somebody may ask late."""

    def __init__(self, most: int = 300) -> None:
        self._most = most
        self._guard = Lock()
        self._stored: OrderedDict[str, Stored] = OrderedDict()

    def keep(self, images: Mapping[str, str]) -> None:
        for address, text in images.items():
            with self._guard:
                if address in self._stored:
                    self._stored.move_to_end(address)
                    continue
            found = Stored.of(text.encode(), _hash(address), "image/svg+xml")
            with self._guard:
                self._stored[address] = found
                while len(self._stored) > self._most:
                    self._stored.popitem(last=False)

    def get(self, address: str) -> Stored | None:
        with self._guard:
            return self._stored.get(address)


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
