"""A screen in parts, so that a browser is sent only those that changed since what it shows."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic
from typing import Any

import orjson

from callbacks.stored import Stored
from data_access.reach import Reach

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
        hashes = {name: _hash(text)[:16] for name, text in panels.items()}
        panels = {name: _hashed(text, hashes[name]) for name, text in panels.items()}
        counted = body.get("counted", {"texts": {}})
        texts = _said(counted["texts"])
        apart = ("panels", "counted", "images")
        head = {key: value for key, value in body.items() if key not in apart}
        if "foot" in counted:
            head["foot"] = counted["foot"]
        return cls(etag, _said(head)[1:-1], texts, panels, {**hashes, _TEXTS: _hash(texts)})

    def noted(self, etag: str, note: Mapping[str, Any]) -> Parts:
        """The same screen with another note: a panel that `layouts.screen` built."""
        text = _said(note)
        known = _hash(text)[:16]
        panels = {**self.panels, _NOTE: _hashed(text, known)}
        return replace(self, etag=etag, panels=panels, hashes={**self.hashes, _NOTE: known})

    def changed(self, shown: Hashes) -> frozenset[str]:
        """The names of what a browser that shows parts of these hashes does not show yet."""
        return frozenset(name for name, found in self.hashes.items() if shown.get(name) != found)

    def answer(self, changed: Collection[str]) -> Stored:
        """The answer to whom these are news."""
        panels = ",".join(
            f"{_said(name)}:{text}" for name, text in self.panels.items() if name in changed
        )
        texts = f'"texts":{self.texts},' if _TEXTS in changed else ""
        whole = f'{{"id":{_said(self.etag)},{self.head},{texts}"panels":{{{panels}}}}}'
        return Stored.of(whole.encode(), self.etag, JSON)

    def since(self, shown: Hashes) -> Stored:
        """The answer to a browser that shows parts of these hashes."""
        return self.answer(self.changed(shown))


_TEXTS = "texts"  # no panel is called so
_NOTE = "note"


class Shown:
    """What browsers show by the ETags that they name, of the last instants and views."""

    def __init__(self, most: int = 400) -> None:
        self._most = most
        self._guard = Lock()
        self._hashes: OrderedDict[tuple[str, Reach], Hashes] = OrderedDict()

    def remember(self, parts: Parts, reach: Reach) -> None:
        with self._guard:
            self._hashes[parts.etag, reach] = parts.hashes
            while len(self._hashes) > self._most:
                self._hashes.popitem(last=False)

    def of(self, etags: set[str], reach: Reach) -> tuple[str, Hashes]:
        """One of some ETags that was told to somebody of that reach, with its hashes; an empty one
        where none was."""
        with self._guard:
            known = ((e, self._hashes.get((e, reach))) for e in etags)
            return next(((e, found) for e, found in known if found is not None), ("", {}))


class Newest:
    """The last screen of every view that is looked at."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._guard = Lock()
        self._parts: OrderedDict[str, tuple[int, Parts, float]] = OrderedDict()

    def keep(self, view: str, version: int, parts: Parts) -> None:
        with self._guard:
            known = self._parts.pop(view, None)
            # Two may have been built at once, and the newer one been there first.
            newer = known is not None and known[0] > version
            self._parts[view] = known if known and newer else (version, parts, monotonic())
            while len(self._parts) > self._most:
                self._parts.popitem(last=False)

    def of(self, view: str) -> tuple[Parts, float] | None:
        """That of a view, and for how many seconds it has been there."""
        with self._guard:
            known = self._parts.get(view)
        return None if known is None else (known[1], monotonic() - known[2])


class Images:
    """Images by their addresses, for those of the reach of whose screen they are a part; the last of
    every view stays a while: somebody may ask late."""

    def __init__(self, most: int = 300) -> None:
        self._most = most
        self._guard = Lock()
        self._stored: OrderedDict[tuple[str, Reach], Stored] = OrderedDict()

    def keep(self, images: Mapping[str, str], reach: Reach) -> None:
        for address, text in images.items():
            key = address, reach
            with self._guard:
                if key in self._stored:
                    self._stored.move_to_end(key)
                    continue
            found = Stored.of(text.encode(), _hash(address), "image/svg+xml")
            with self._guard:
                self._stored[key] = found
                while len(self._stored) > self._most:
                    self._stored.popitem(last=False)

    def get(self, address: str, reach: Reach) -> Stored | None:
        with self._guard:
            return self._stored.get((address, reach))


def _said(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def _hashed(panel: str, hash_: str) -> str:
    """A panel with the hash by which the browser knows whether it changed."""
    return f'{{"hash":"{hash_}",{panel[1:]}'


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
