"""What all of access works with."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Response, g, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from callbacks.access.pages import Pages, json_answer, respond, wants_json
from callbacks.access.peer import client_address
from callbacks.access.throttle import Throttle
from data_access.access import audit
from data_access.access.sessions import Limits
from data_access.moments import Micros
from data_access.settings import Settings
from layouts import entry

log = logging.getLogger(__name__)
_AGAIN = "10"  # seconds after which a page that nobody touches asks again


class Unreachable(RuntimeError):
    """The record cannot be asked, and who it is was not found a moment ago."""


@dataclass(frozen=True)
class Access:
    """Of one server: its settings, its record, its clock, its pages, and who fails to log in."""

    settings: Settings
    record: Engine
    now: Callable[[], Micros]
    pages: Pages
    throttle: Throttle = field(default_factory=Throttle)

    @property
    def limits(self) -> Limits:
        return Limits.of(self.settings)

    def agent(self) -> str:
        """What the browser says it is."""
        return request.headers.get("User-Agent", "")

    def tell(self, actor: str, action: str, subject: str = "", **detail: object) -> None:
        """Write down what somebody did, with the address that it came from."""
        audit.tell(self.record, self.now(), actor, client_address(), action, subject, **detail)

    def note_export(self, listed: str, form: str) -> bool:
        """Write down that the viewer exports a list; False where that cannot be written."""
        if self.settings.access == "none":
            return True
        query = request.query_string.decode("ascii", "replace")[:1000]
        try:
            self.tell(g.viewer.name, "export", listed, format=form, query=query)
        except SQLAlchemyError:
            log.exception("an export cannot be written into the audit, and is refused")
            return False
        return True

    def reaching(self, answer: Callable[[], Any]) -> Callable[[], Any]:
        """A route that says so where the record cannot be asked."""

        @wraps(answer)
        def ask() -> Any:
            try:
                return answer()
            except (SQLAlchemyError, Unreachable):
                log.exception("the record cannot be asked who somebody is")
                return self.unreachable()

        return ask

    def unreachable(self) -> Response:
        """503, for whoever has to wait."""
        page = self.pages.page()
        said = page.t("access.unreachable")
        if not wants_json():
            html = entry.message(page, page.t("access.unreachable.title"), [said])
            response = respond(html, 503)
            if request.endpoint == "wall":  # nobody is there to ask again
                response.headers["Refresh"] = _AGAIN
            return response
        return json_answer({"problem": said}, 503)
