"""What `/list` says of a list, and by what it is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

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


def test_what_no_filter_of_a_column_can_show_is_said_and_can_be_taken_away(
    running: Running,
) -> None:
    beyond = ["late>=3600", "deadline>=2021-06-07T10:00", "priority<3", "address~a"]
    shown = ["deadline<2021-07-01", "priority<=2", "address~b"]
    found = running.client.get(f"{DUE}&where={';'.join(beyond + shown)}").get_json()
    assert found["beyond"] == beyond
    chips = [one["props"] for one in walk(found["head"]) if one["props"].get("className") == "chip"]
    assert [chip["children"] for chip in chips] == [
        "Late by (s) ≥ 3600", "Deadline ≥ 2021-06-07 10:00", "Priority < 3", "Address contains “a”",
    ]  # fmt: skip
    assert [chip["data-condition"] for chip in chips][:2] == beyond[:2]
    assert parse_qs(urlsplit(chips[0]["href"]).query)["where"] == [";".join(beyond[1:] + shown)]
    assert running.client.get(f"{DUE}&where={';'.join(shown)}").get_json()["beyond"] == []


def walk(part: Any) -> Iterator[dict[str, Any]]:
    """Every element of a described one, itself first."""
    if isinstance(part, list):
        for one in part:
            yield from walk(one)
    elif isinstance(part, dict):
        yield part
        yield from walk(part["props"].get("children"))
