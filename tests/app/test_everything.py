"""Everything that answers, asked by somebody of one street: whatever happens in the other street, not
a byte of any answer is another. What is asked is taken from the server's own list of routes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Event as Pause
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from data_access.access import accounts, sessions
from data_access.access.accounts import Account
from data_access.exports.__main__ import write
from data_access.lists.counts import LISTED
from data_access.live.export_jobs import Export
from data_access.moments import from_micros
from data_access.reach import Role
from data_access.record.events import Event, Incident
from tests.app.conftest import Clock, Running, served
from tests.figures.town import NOW, build_town, busy_town, queries

ORIGIN = {"Origin": "http://localhost"}
SECRET = "赵某某"  # noqa: S105 - what somebody wrote in the other street
HIDDEN = re.compile(rf"street1|quarter1|{SECRET}|西街")
WHO: dict[str, tuple[Role, tuple[str, ...], tuple[str, ...]]] = {
    "chief": ("administrator", (), ()),  # of the whole district
    "viewer": ("viewer", ("quarter00", "quarter01"), ()),
    "duty": ("duty", ("street0",), ()),
    "reviewer": ("reviewer", ("street0",), ("roads", "water")),
    "administrator": ("administrator", ("street0",), ()),
}
OF_THE_STREET = [
    pytest.param(name, marks=[pytest.mark.long] if name != "administrator" else [])
    for name in WHO
    if name != "chief"
]
QUERIES = (
    "period=30d",
    "area=street1",
    "area=quarter10,quarter00&lang=en&period=7d",
    "within=-73.99,40.70;-73.98,40.70;-73.98,40.71&period=30d",
    f"q={SECRET}&period=30d",
    "only=returned&period=30d&area=nowhere",
)
LISTS = [key for place, key in enumerate(sorted(LISTED)) if place % 9 == 0] + ["nothing"]


def of_this_world(world: int) -> list[Incident]:
    """The busy town; what happened in its second street depends on the world."""
    found = []
    for place, told in enumerate(busy_town()):
        if str(told.area).startswith("quarter0"):
            found.append(told)
            continue
        later = (place * 7 + world * 13) % 50 * 3_600_000_000
        events = [event._replace(moment=event.moment - later) for event in told.events]
        kept = events[: 1 + (place + world) % len(events)]
        priority = 1 + (place + world) % 3
        where = {"text": f"{SECRET}{world}", "address": f"西街{world}号"}
        found.append(replace(told, events=kept, priority=priority, **where))
    # What is newest of a source says how it is, to everybody: here it is of this street.
    for source in ("patrol", "hotline"):
        events = [Event("reported", NOW - 1_000_000)]
        found.append(Incident(source, "newest", events, area="quarter00"))
    return found


@dataclass
class World:
    """An application with accounts."""

    running: Running

    def client(self, who: str) -> FlaskClient:
        """The browser of somebody who is logged in."""
        client, record = self.running.client, self.running.service.record
        client.set_cookie("onescreen", sessions.begin(record, who, "", "", NOW))
        return client


@contextmanager
def living(folder: Path, number: int, **more: Any) -> Iterator[World]:
    with served(folder, Clock(), access="accounts", **more) as running:
        record = running.service.record
        build_town(record, of_this_world(number))
        for name, (role, areas, departments) in WHO.items():
            accounts.create(record, Account(name, role, areas, departments), None, NOW)
        running.service.publisher.prepare()
        yield World(running)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written in this process: to start another takes longer than all of it."""

    def here(export: Export) -> None:
        for rows in write(export.folder):
            export.rows = rows

    monkeypatch.setattr(Export, "_write", here)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    with ExitStack() as stack:
        folders = (tmp_path_factory.mktemp(f"world{n}") for n in (0, 1))
        yield [
            stack.enter_context(living(folder, n, share_district_rates=False))
            for n, folder in enumerate(folders)
        ]


class Asking:
    """The ways to ask each route, by its endpoint. A route without one fails the test."""

    def __init__(self, world: World, who: str) -> None:
        self.who, self.client, self.chief = who, world.client(who), world.client("chief")
        self.queries = QUERIES if who == "duty" else QUERIES[::3]
        # Of the others each has every second list: the viewer those that the reviewer has not.
        self.lists = LISTS if who == "duty" else LISTS[who == "reviewer" :: 2]

    def get(self, address: str, **headers: str) -> TestResponse:
        return self.client.get(address, headers=headers)

    def district(self, address: str) -> TestResponse:
        """What the district is answered, which others may hear of."""
        return self.chief.get(address)

    def screen(self) -> Iterator[TestResponse]:
        for query in self.queries:
            yield self.get(f"/screen?{query}")
        whole = self.district(f"/screen?{QUERIES[0]}").headers["ETag"]
        yield self.get(f"/screen?{QUERIES[0]}", **{"If-None-Match": whole})

    def wall(self) -> Iterator[TestResponse]:
        yield self.get("/wall?lang=en")

    def wall_scene(self) -> Iterator[TestResponse]:
        for scene in ("district", "departments", "hot", "base", "street1", "quarter10"):
            yield self.get(f"/wall/scene?{self.queries[0]}&scene={scene}")
        for query in self.queries[1:]:
            yield self.get(f"/wall/scene?{query}&panels=map,closure,response")
        rotation = "rotate=street1,quarter10,streets&panels=map,coverage,loop"
        yield self.get(f"/wall/scene?{rotation}&period=30d")
        whole = self.district("/wall/scene?period=30d").headers["ETag"]
        yield self.get("/wall/scene?period=30d", **{"If-None-Match": whole})

    def review(self) -> Iterator[TestResponse]:
        asked = ("month=2026-10", "month=x", "month=2026-11&area=street1&lang=en")
        for query in asked if self.who == "duty" else asked[:2]:
            yield self.get(f"/review?{query}", Accept="text/html")

    def review_file(self) -> Iterator[TestResponse]:
        """The figures of others are the same; most files have the moment at which they were made."""
        yield self.get("/review/file?format=csv&month=2026-10")
        assert self.get("/review/file?format=xlsx&month=2026-10").status_code == 200
        yield self.get("/review/file?format=other")

    def review_resolve(self) -> Iterator[TestResponse]:
        for unit in ("area:street1", "area:nowhere"):
            said = {"month": "2026-09", "text": "it", "unit": unit, "due": "2026-12-01"}
            yield self.client.post("/review/resolve", data=said, headers=ORIGIN)

    def review_seal(self) -> Iterator[TestResponse]:
        yield self.client.post("/review/seal", data={"month": "2026-09"}, headers=ORIGIN)

    def heat(self) -> Iterator[TestResponse]:
        for query in self.queries[: 2 if self.who == "duty" else 1]:
            found = self.district(f"/screen?{query}").get_data(as_text=True)
            alien = re.findall(r"/heat/[\w.]+", found)
            assert alien
            own = re.findall(r"/heat/[\w.]+", self.get(f"/screen?{query}").get_data(as_text=True))
            yield from map(self.get, [*own, *(one for one in alien if one not in own)])

    def cameras(self) -> Iterator[TestResponse]:
        yield from (self.get(f"/cameras?{query}") for query in self.queries)

    def choices(self) -> Iterator[TestResponse]:
        yield from (self.get(f"/choices?{query}") for query in self.queries)

    def list(self) -> Iterator[TestResponse]:
        for place, key in enumerate(self.lists):
            query = self.queries[place % len(self.queries)]
            yield self.get(f"/list?list={key}&{query}")
            yield self.get(f"/list?list={key}&of=street1&period=30d")
            yield self.get(f"/list?list={key}&of=quarter10&period=30d&lang=en")

    def rows(self) -> Iterator[TestResponse]:
        for place, key in enumerate(self.lists):
            query = self.queries[place % len(self.queries)]
            address = f"/rows?list={key}&start=0&end=200"
            whole = self.district(f"{address}&period=30d").get_json(silent=True) or {}
            yield self.get(f"{address}&{query}")
            yield self.get(f"{address}&period=30d&token={whole.get('token', '')}")
            yield self.get(f"{address}&of=quarter10&period=30d&sort=text,-address")
            yield self.get(f"{address}&period=30d&where=text~{SECRET}")

    def case(self) -> Iterator[TestResponse]:
        keys = [f"{one.source}:{one.external_id}" for one in of_this_world(0)][:16]
        yield from (self.get(f"/case?case={key}") for key in [*keys, "patrol:nobody", "odd"])

    def export(self) -> Iterator[TestResponse]:
        if self.who not in ("duty", "viewer"):
            return  # a file takes a process of its own
        query = f"list=counts.new&{QUERIES[2]}"
        begun = self.client.post(f"/export?{query}&format=csv", headers=ORIGIN)
        address = f"/export/{begun.get_json()['id']}"
        while self.get(address).get_json()["state"] not in ("done", "failed"):
            Pause().wait(0.05)
        with self.get(f"{address}/file") as file:
            file.get_data()
        yield file
        for alien in (address, f"{address}/file"):  # of somebody else, even of the district
            assert self.chief.get(alien).status_code == 404
        assert self.chief.delete(address, headers=ORIGIN).status_code == 404
        assert self.client.delete(address, headers=ORIGIN).status_code == 200

    def export_status(self) -> Iterator[TestResponse]:
        """Asked while an export is made."""
        return iter(())

    export_file = export_end = export_status

    def account(self) -> Iterator[TestResponse]:
        yield self.get("/account?lang=en")

    def login(self) -> Iterator[TestResponse]:
        yield self.get("/login?next=/?area=quarter10")

    def enter(self) -> Iterator[TestResponse]:
        if self.who != "duty":
            return  # whoever asks, a password takes long
        form = {"name": "chief", "password": "quite another one"}
        yield self.client.post("/login", data=form, headers=ORIGIN)

    def display(self) -> Iterator[TestResponse]:
        yield self.get("/display")

    def exchange(self) -> Iterator[TestResponse]:
        yield self.client.post("/display", data={"token": "x" * 43}, headers=ORIGIN)

    def logout(self) -> Iterator[TestResponse]:
        yield self.get("/logout")

    out = logout


ALIKE = {  # what nobody's incidents have a part in
    "/": "/",
    "/<path:path>": "/anything/at/all",
    "admin": "/admin",  # these are for who manages, and alike in being refused
    "admin_accounts": "/admin/accounts",
    "admin_account": "/admin/account?name=chief",
    "admin_account_new": "/admin/account/new",
    "admin_displays": "/admin/displays",
    "admin_display_new": "/admin/display/new",
    "admin_sessions": "/admin/sessions",
    "admin_audit": "/admin/audit",
    "admin_sources": "/admin/sources",
    "/_dash-layout": "/_dash-layout",
    "/_dash-dependencies": "/_dash-dependencies",
    "/_reload-hash": "/_reload-hash",
    "/_favicon.ico": "/_favicon.ico",
    "static": "/static/nothing",
    "_dash_assets.static": "/assets/nothing.js",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": (
        "/_dash-component-suites/dash/nothing.js"
    ),
}
OF_THE_SERVER = {"healthz": "/healthz", "metrics": "/metrics"}  # they tell what it does, and when
NO_CALLBACKS = "/_dash-update-component"


def endpoints(world: World) -> list[str]:
    return sorted({rule.endpoint for rule in world.running.dash.server.url_map.iter_rules()})


def test_every_route_is_asked(worlds: list[World]) -> None:
    known = {*ALIKE, *OF_THE_SERVER, NO_CALLBACKS}
    assert "screen" in endpoints(worlds[0])
    assert [e for e in endpoints(worlds[0]) if e not in known and not hasattr(Asking, e)] == []
    assert not worlds[0].running.dash.callback_map, "a callback is another way to ask"


@pytest.mark.parametrize("who", OF_THE_STREET)
def test_not_a_byte_tells_of_the_other_street(worlds: list[World], who: str) -> None:
    for endpoint in endpoints(worlds[0]):
        answers = []
        for world in worlds:
            asking = Asking(world, who)
            if endpoint in ALIKE:
                found = [asking.get(ALIKE[endpoint])]
            elif endpoint in OF_THE_SERVER:
                found = [asking.get(OF_THE_SERVER[endpoint])]
            elif endpoint == NO_CALLBACKS:
                found = [asking.client.post(endpoint, json={}, headers=ORIGIN)]
            else:
                found = list(getattr(asking, endpoint)())
            answers.append(found)
        for first, second in zip(*answers, strict=True):
            assert first.status_code == second.status_code, (endpoint, first.request.url)
            if endpoint not in OF_THE_SERVER:
                assert first.data == second.data, (endpoint, first.request.url)
            assert not HIDDEN.search(without_what_was_asked(first)), (endpoint, first.request.url)


@pytest.mark.long
@pytest.mark.parametrize("form", ["pptx", "pdf"])
def test_files_are_drawn_for_who_sees_a_part(worlds: list[World], form: str) -> None:
    client = worlds[0].client("viewer")
    assert client.get(f"/review/file?format={form}&month=2026-10").status_code == 200


ASKED_BY = ("/screen", "/wall/scene", "/choices", "/list", "/rows", "/case", "/cameras")
ALIEN = st.sampled_from(
    ["street1", "quarter10", "quarter11", SECRET, "西街", "hotline:8", "patrol:3"]
)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """A query that means something, with values of the other street in it."""
    said = dict(draw(queries()))
    for name in draw(st.lists(st.sampled_from(["area", "q", "case", "of", "where"]), max_size=2)):
        said[name] = draw(ALIEN) if name != "where" else f"text~{draw(ALIEN)}"
    said["list"] = draw(st.sampled_from(sorted(LISTED)))
    if draw(st.booleans()):  # of an earlier instant
        back = timedelta(minutes=draw(st.integers(0, 30 * 24 * 60)))
        said["as_of"] = (from_micros(NOW) - back).isoformat()
    return urlencode(said)


PLAINLY = settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(PLAINLY, max_examples=4)
@given(query=addresses(), who=st.sampled_from(("duty", "viewer")))
def test_whatever_is_asked_the_answers_are_the_same(
    worlds: list[World], query: str, who: str
) -> None:
    same_in_both(worlds, query, who)


@pytest.mark.long
@settings(PLAINLY, max_examples=400)
@given(query=addresses())
def test_whatever_is_asked_for_long(worlds: list[World], query: str) -> None:
    for who in ("duty", "viewer"):
        same_in_both(worlds, query, who)


def same_in_both(worlds: list[World], query: str, who: str) -> None:
    clients = [world.client(who) for world in worlds]
    for path in ASKED_BY:
        first, second = (client.get(f"{path}?{query}&end=50") for client in clients)
        assert first.status_code == second.status_code
        assert first.data == second.data, (who, path, query)
        assert not HIDDEN.search(without_what_was_asked(first)), (who, path, query)


def without_what_was_asked(response: TestResponse) -> str:
    """An answer without the words of its own address, which it may repeat."""
    said = response.data.decode(errors="replace")
    for value in response.request.args.values():
        for word in re.split("[,;~]", value):
            said = said.replace(word, "") if len(word) > 1 else said
    return said


def test_the_district_is_told_of_both(worlds: list[World]) -> None:
    """Or there was nothing to be hidden."""
    first, second = (Asking(world, "chief") for world in worlds)
    for name in ("screen", "heat", "list", "rows", "case", "choices"):
        pairs = zip(getattr(first, name)(), getattr(second, name)(), strict=True)
        assert any(one.data != other.data for one, other in pairs), name


def test_the_districts_rate_alone_is_told_where_it_is_shared(
    worlds: list[World], tmp_path: Path
) -> None:
    own = worlds[1].client("duty").get("/screen?period=30d").get_json()["panels"]
    with living(tmp_path, 1) as sharing:
        client = sharing.client("duty")
        panels = client.get("/screen?period=30d").get_json()["panels"]
        assert {name for name in panels if panels[name] != own[name]} == {"closure"}
        assert "is-district" in str(panels["closure"]) and "is-district" not in str(own)
        for query in QUERIES[3:]:  # of a place, or of words, it would tell too much
            assert "is-district" not in client.get(f"/screen?{query}").get_data(as_text=True)
        client = sharing.client("chief")
        whole = client.get("/screen?period=30d").get_json()["panels"]
    (rate,) = re.findall(r"'figure'.*?'([\d.]+%)'", str(whole["closure"]).split("is-total")[1])[:1]
    assert f"'{rate}'" in str(panels["closure"]).split("is-district")[1].split("'rows'")[0]


def texts(answers: Iterator[TestResponse]) -> Any:
    return "".join(answer.get_data(as_text=True) for answer in answers)


def test_texts_and_addresses_are_told_by_reach(worlds: list[World]) -> None:
    for name in ("case", "rows", "export"):
        told, untold = (
            texts(getattr(Asking(worlds[0], who), name)()) for who in ("duty", "viewer")
        )
        for words in ("KTV 施工噪声", "东路12号"):
            assert words in told, name
            assert words not in untold, name
