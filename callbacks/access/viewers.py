"""Who asks: found in the record for every request, by the session's cookie or the proxy's word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from callbacks.access import cookies
from callbacks.access.context import Access, Unreachable
from callbacks.access.peer import through_proxy
from data_access.access import accounts, sessions
from data_access.access.viewer import EVERYONE, Viewer, reach_of

_GOOD_SECONDS = 300  # that somebody stays known while the record cannot be asked
_MOST = 5_000  # of whom that is remembered


class NotAdmitted(RuntimeError):
    """Whoever asks is not one of ours: the account's name, or "" for one that no proxy names."""


class Viewers:
    """Finds who asks, and remembers for a while whom it found."""

    def __init__(self, access: Access, clock: Callable[[], float] = monotonic) -> None:
        self._access = access
        self._known = _Known(clock)

    def of_request(self) -> Viewer | None:
        """Who asks; None: nobody is logged in. Raises Unreachable, NotAdmitted."""
        mode = self._access.settings.access
        if mode == "none":
            return EVERYONE
        if mode == "proxy":
            return self._named_by_proxy()
        return self._of_session()

    def _of_session(self) -> Viewer | None:
        secret = cookies.read()
        if not secret:
            return None
        access = self._access

        def look() -> Viewer | None:
            found = sessions.find(access.record, secret, access.now(), access.limits)
            return None if found is None else found.viewer

        return self._known.ask(f"session {secret}", look)

    def _named_by_proxy(self) -> Viewer | None:
        if not through_proxy():
            raise NotAdmitted("")
        name = request.headers.get(self._access.settings.proxy_user_header, "").strip()
        if not name:  # a display comes with a session of its own
            viewer = self._of_session()
            if viewer is None or viewer.kind != "display":
                raise NotAdmitted("")
            return viewer
        viewer = self._known.ask(f"account {name}", lambda: self._account(name))
        if viewer is None:
            raise NotAdmitted(name)
        return viewer

    def _account(self, name: str) -> Viewer | None:
        account = accounts.find(self._access.record, name)
        if account is None or account.disabled:
            return None
        unmasked = self._access.settings.unmasked_roles
        reach = reach_of(account.role, account.areas, account.departments, unmasked)
        return Viewer(account.name, account.role, reach, "account", "", account.display_name)


class _Known:
    """The last answers, the oldest forgotten first; they count only where there is no newer one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._guard = clock, Lock()
        self._found: OrderedDict[str, tuple[Viewer, float]] = OrderedDict()

    def ask(self, key: str, look: Callable[[], Viewer | None]) -> Viewer | None:
        try:
            viewer = look()
        except SQLAlchemyError as error:
            viewer, seen = self._found.get(key, (None, 0.0))
            if viewer is None or self._clock() - seen > _GOOD_SECONDS:
                raise Unreachable from error
            return viewer
        with self._guard:
            self._found.pop(key, None)
            if viewer is not None:
                self._found[key] = viewer, self._clock()
            while len(self._found) > _MOST:
                self._found.popitem(last=False)
        return viewer
