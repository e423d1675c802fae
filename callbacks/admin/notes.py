"""What became of a form, kept until the page that says it is loaded: for one viewer, once.

A new display's token is among it, so it is kept here, and stands in no address and no cookie.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from threading import Lock

from data_access.moments import SECOND, Micros
from layouts.admin.frame import Note

_KEPT = 600 * SECOND
_MOST = 100


class Notes:
    """Notes by an id that only the redirection names."""

    def __init__(self) -> None:
        self._notes: OrderedDict[str, tuple[str, Micros, Note]] = OrderedDict()
        self._guard = Lock()

    def leave(self, owner: str, note: Note, now: Micros) -> str:
        """Keep a note for somebody; its id."""
        id_ = secrets.token_urlsafe(16)
        with self._guard:
            self._notes[id_] = owner, now + _KEPT, note
            for old in [old for old, (_, until, _) in self._notes.items() if until <= now]:
                del self._notes[old]
            while len(self._notes) > _MOST:
                self._notes.popitem(last=False)
        return id_

    def take(self, owner: str, id_: str, now: Micros) -> Note | None:
        """The note of an id, which is gone then; None where there is none for whoever asks."""
        with self._guard:
            kept_for, until, note = self._notes.get(id_, ("", 0, None))
            if note is None or kept_for != owner or until <= now:
                return None
            del self._notes[id_]
            return note
