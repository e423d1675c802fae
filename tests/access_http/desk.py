"""An administrator at the desk: pages asked for, forms sent, what they say."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from data_access.access import sessions
from data_access.record.access_tables import audit
from data_access.record.areas import write_areas
from data_access.record.tables import departments
from data_access.record.write import write_named
from tests.access_http.conftest import HTML, OWN, PASSWORD, Serve, Site
from tests.engines import Databases
from tests.factories import MONDAY

CHIEF = "chief"


@dataclass
class Desk:
    """A server and the browser in which its administrator is logged in."""

    site: Site
    client: FlaskClient

    def page(self, address: str, status: int = 200) -> str:
        """What an address says."""
        answer = self.client.get(address, headers=HTML)
        assert answer.status_code == status, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        return unescape(answer.text)

    def send(self, address: str, do: str, **said: Any) -> str:
        """Send a form of a page: where it leads."""
        answer = self.client.post(address, data={"do": do, **said}, headers={**OWN, **HTML})
        assert answer.status_code == 303, answer.text
        assert answer.location is not None
        return answer.location

    def done(self, address: str, do: str, **said: Any) -> str:
        """Send a form: what the page says to which that leads."""
        return self.page(self.send(address, do, **said))

    def told(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Action, subject and detail of what this administrator did, as the audit has it."""
        with self.site.service.record.connect() as connection:
            asked = select(audit).where(audit.c.actor == CHIEF).order_by(audit.c.id)
            rows = connection.execute(asked).all()
        assert {row.address for row in rows} <= {"127.0.0.1"}
        return [(row.action, row.subject, row.detail) for row in rows]

    def running(self, name: str) -> int:
        """How many sessions an account or a display has."""
        site = self.site
        limits = sessions.Limits.of(site.service.settings)
        found = sessions.running(site.service.record, site.now, limits)
        return sum(session.name == name for session in found)


def let_in(client: FlaskClient) -> bool:
    """Whether whoever asks is somebody."""
    status = client.get("/account").status_code
    assert status in (200, 401)
    return status == 200


def _named(code: str, zh: str) -> dict[str, Any]:
    return {"code": code, "name_zh": zh, "name_en": f"{code.capitalize()} of town"}


def desk_of(
    serve: Serve, databases: Databases, *, published: bool = False, **settings: Any
) -> Desk:
    """A desk over a town of two streets and two departments; the names of what is not published are
    not known, and their codes stand for them."""
    site = serve(databases, **{"access": "accounts", **settings})
    kinds = [_named("water", "水务"), _named("roads", "道路")]
    write_named(site.service.record, departments, kinds, now=MONDAY, origin="test")
    streets = [_named("north", "北街"), _named("south", "南街")]
    rows = [{**_named("town", "全区"), "level": 0, "parent": None, "illustrative": False}]
    rows += [{**row, "level": 1, "parent": "town", "illustrative": False} for row in streets]
    write_areas(site.service.record, rows, now=MONDAY, origin="test")
    if published:
        site.service.publisher.prepare()
    site.account(CHIEF, "administrator", PASSWORD)
    return Desk(site, site.logged_in(CHIEF))
