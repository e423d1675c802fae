"""What of a screen is sent: what changed since the one that a browser shows."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient

from callbacks import parts
from callbacks.parts import Images, Parts, Shown
from callbacks.stored import Stored
from data_access.reach import EVERYTHING
from layouts import ids
from tests.app.conftest import Running

VIEWERS = 50


def look(running: Running, etag: str = "", query: str = "period=24h") -> Any:
    headers = {"If-None-Match": etag} if etag else {}
    return running.client.get(f"/screen?{query}", headers=headers)


def happen(running: Running, name: str) -> None:
    """Something is reported and published."""
    running.report(name)
    running.clock.move(seconds=2)
    assert running.service.publisher.tick()


def test_only_panels_that_changed_are_sent_and_make_the_whole_with_the_rest(
    running: Running,
) -> None:
    before = look(running)
    happen(running, "new")
    news, whole = look(running, before.headers["ETag"]), look(running)
    assert news.status_code == 200
    sent, all_of = news.json["panels"], whole.json["panels"]
    assert set(sent) < set(all_of)
    assert {"counts", "feed"} <= set(sent)
    assert not {"coverage", "areas", "header"} & set(sent)
    for name, panel in sent.items():
        assert panel["hash"] != before.json["panels"][name]["hash"], name
    assert {**before.json["panels"], **sent} == all_of
    assert news.headers["ETag"] == whole.headers["ETag"]
    assert "texts" in whole.json
    assert "texts" not in news.json
    assert news.json["foot"] == whole.json["foot"]


def test_what_a_browser_names_that_is_not_known_is_answered_whole(running: Running) -> None:
    happen(running, "new")
    assert look(running, '"elsewhere"').json == look(running).json


def test_a_browser_that_slept_over_versions_is_sent_all_that_changed_since(
    running: Running,
) -> None:
    first = look(running)
    for name in ("one", "two"):
        happen(running, name)
        look(running)
    late, whole = look(running, first.headers["ETag"]), look(running)
    assert {**first.json["panels"], **late.json["panels"]} == whole.json["panels"]


def test_fifty_browsers_at_once_cost_one_screen_and_one_answer(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = look(running).headers["ETag"]
    happen(running, "new")
    built, packed = [], []
    take_apart, pack = Parts.of, Stored.of

    def counted_parts(body: Any, named: str) -> Parts:
        built.append(named)
        return take_apart(body, named)

    def counted_stored(plain: bytes, *said: Any, **more: Any) -> Stored:
        packed.append(plain)
        return pack(plain, *said, **more)

    monkeypatch.setattr(Parts, "of", counted_parts)
    monkeypatch.setattr(parts.Stored, "of", counted_stored)
    with ThreadPoolExecutor(VIEWERS) as pool:
        answers = list(pool.map(lambda _: look(running, etag).data, range(VIEWERS)))
    assert len(set(answers)) == 1
    assert len(built) == 1
    assert len([body for body in packed if not body.startswith(b"<svg")]) == 1


def test_a_tick_without_a_change_has_hardly_any_bytes(running: Running) -> None:
    quiet = look(running, look(running).headers["ETag"])
    assert quiet.status_code == 304
    assert len(str(quiet.headers).encode()) + len(quiet.data) < 120  # and 75 of the server's


def heat_of(client: FlaskClient, query: str = "") -> str:
    panels = client.get(f"/screen?period=24h{query}").get_json()["panels"]
    return str(panels["heat"]["props"][ids.MAP_HEAT]["url"])


def test_the_heat_image_is_one_for_both_languages_and_kept_for_ever(running: Running) -> None:
    running.report("placed", lon=-73.998, lat=40.702)
    happen(running, "another")
    address = heat_of(running.client)
    assert heat_of(running.client, "&lang=en") == address
    assert heat_of(running.client, "&theme=light") != address
    image = running.client.get(address)
    assert image.mimetype == "image/svg+xml"
    assert "immutable" in image.headers["Cache-Control"]
    assert image.data.startswith(b"<svg")
    for n in range(3):
        running.report(f"later-{n}", lon=-73.998, lat=40.702)
        happen(running, f"more-{n}")
        assert heat_of(running.client) != address
    assert running.client.get(address).data == image.data, "somebody may ask late"
    assert running.client.get("/heat/0123.svg").status_code == 404


def test_what_is_kept_of_browsers_and_images_is_bounded() -> None:
    shown, images = Shown(most=2), Images(most=2)
    for n in range(5):
        shown.remember(Parts(f"e{n}", "", "", {}, {"closure": str(n)}), EVERYTHING)
        images.keep({f"/heat/{n}.svg": f"<svg>{n}</svg>"}, EVERYTHING)
    assert shown.of({"e0"}, EVERYTHING) == ("", {})
    assert shown.of({"e0", "e4"}, EVERYTHING) == ("e4", {"closure": "4"})
    assert images.get("/heat/0.svg", EVERYTHING) is None
    images.keep({"/heat/3.svg": "<svg>3</svg>"}, EVERYTHING)
    images.keep({"/heat/5.svg": "<svg>5</svg>"}, EVERYTHING)
    assert images.get("/heat/3.svg", EVERYTHING) is not None, "what is shown again stays"
    assert images.get("/heat/4.svg", EVERYTHING) is None


def test_an_answer_is_the_json_of_its_parts() -> None:
    body = {
        "version": 7,
        "counted": {"texts": {"a": ["A"]}, "foot": [["Version", "7"]]},
        "panels": {"loop": {"props": {"a": 1}}, "feed": {"props": {}}},
        "images": {"/heat/0.svg": "<svg/>"},
    }
    found = Parts.of(body, "e")
    whole = json.loads(found.since({}).plain)
    hashed = {name: {"hash": found.hashes[name], **panel} for name, panel in body["panels"].items()}
    assert whole == {
        "id": "e", "version": 7, "foot": [["Version", "7"]], "texts": {"a": ["A"]},
        "panels": hashed,
    }  # fmt: skip
    assert len({*found.hashes.values()}) == 3
    assert json.loads(found.since(found.hashes).plain)["panels"] == {}
