"""What `/list` says of a list, and by what it is known."""

from __future__ import annotations

import json

from tests.app.conftest import Running

DUE = "/list?lang=en&list=closure.due"


def test_what_means_nothing_is_said_and_is_part_of_what_it_is_known_by(running: Running) -> None:
    client = running.client
    sound, wrong = client.get(DUE), client.get(f"{DUE}&where=nothing~a&sort=b&of=c&stage=d")
    assert "left out" not in json.dumps(sound.get_json()["head"])
    head = json.dumps(wrong.get_json()["head"])
    assert "not understood and left out" in head
    assert all(said in head for said in ("where=nothing~a", "sort=b", "of=c", "stage=d"))
    assert '"/?period=30d&lang=en&list=closure.due"' in head
    assert sound.headers["ETag"] != wrong.headers["ETag"]
    again = {"If-None-Match": sound.headers["ETag"]}
    assert client.get(DUE, headers=again).status_code == 304
    assert client.get(f"{DUE}&stage=d", headers=again).status_code == 200


def test_the_address_without_it_keeps_what_is_understood(running: Running) -> None:
    asked = "&sort=-late,none&where=address~50%2525;none~a&of=quarter00"
    head = json.dumps(running.client.get(DUE + asked).get_json()["head"])
    assert "&list=closure.due&of=quarter00&sort=-late&where=address~50%2525" in head
