"""What a person at a desk has at hand in the header."""

from __future__ import annotations

import json
import re
from pathlib import Path

from layouts import desk, header, ids
from layouts.texts import TEXTS
from tests.layouts.frame import texts, view

ASSETS = Path(__file__).parents[2] / "assets"


def added() -> dict[str, str]:
    """The keys that scripts add, with the keys of their words."""
    scripts = "".join(path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js"))
    return dict(re.findall(r'\badd\("([^"]+)", "([\w.]+)"', scripts))


def test_every_key_that_a_script_adds_has_its_words_in_the_dialog() -> None:
    said = json.loads(desk.shortcuts(view("en"))["props"]["data-keys"])
    assert [name for name, _ in said["groups"]] == ["Anywhere", "On the screen", "In an open list"]
    rows = [row for _, shortcuts in said["groups"] for row in shortcuts]
    assert {"/", "f", "p", "?", "l", "w"} == set(added())
    labels = [keys for keys, _ in rows if keys.startswith("keys.")]
    assert sorted(labels) == sorted(added().values())
    assert set(labels) == {key for key in TEXTS if key.startswith("keys.")}
    assert ["keys.pause", "pause or resume the live update"] in rows
    assert ["Esc", "close menus, dialogs and explanations"] in said["groups"][1][1]
    assert ["Esc", "close the incident, then the list"] in said["groups"][2][1]


def test_the_button_of_the_pause_has_both_words() -> None:
    assert texts(desk.pause(view())) == ["暂停更新", "继续更新"]
    assert texts(desk.pause(view("en"))) == ["Pause", "Resume"]


def test_the_box_of_the_search_has_a_name_and_room_for_what_a_filter_takes() -> None:
    field, clear = desk.search(view("en"))["props"]["children"]
    assert field.placeholder == "number, address, description"
    assert field["props"]["aria-label"] == "Search incidents"
    assert field.maxLength == "100"
    assert clear["props"]["aria-label"] == "Clear the search"


def test_what_stands_behind_the_chips_keeps_its_place() -> None:
    def parts(**filtered: object) -> list[str]:
        children = header.build(view(**filtered))[ids.HEADER]["children"]  # type: ignore[arg-type]
        return [part["props"].get("className", part["type"]) for part in children]

    assert parts() == parts(status=("open",))
