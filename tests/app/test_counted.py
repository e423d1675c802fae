"""The numerators and denominators beside a figure are those that `onescreen figures` prints."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from data_access.filters import Filter
from data_access.live.service import figures_of
from data_access.reach import EVERYTHING
from data_access.record.events import Event
from data_access.record.write import write_incidents
from tests.app.conftest import Running
from tests.factories import HOUR, dispatched, incident, reported
from tests.figures.town import NOW


def titles(drawn: Any) -> list[list[str]]:
    """Every hover of a panel, in lines."""
    if isinstance(drawn, list):
        return [title for one in drawn for title in titles(one)]
    if not isinstance(drawn, dict):
        return []
    props = drawn.get("props", drawn)
    own = [props["title"].split("\n")] if props.get("title") else []
    return own + titles(props.get("children", []))


def rate(lines: list[str], name: str) -> tuple[int, int] | None:
    """Numerator and denominator of a rate in a hover; None where it is absent."""
    (value,) = (line.split("\t")[1] for line in lines if line.startswith(f"{name}\t"))
    found = re.match(r"([\d,]+)/([\d,]+) = ", value)
    if found is None:
        assert value == "–"
        return None
    part, whole = (int(number.replace(",", "")) for number in found.groups())
    return part, whole


def expected(printed: dict[str, Any]) -> tuple[int, int] | None:
    return (printed["numerator"], printed["denominator"]) if printed["denominator"] else None


@pytest.fixture
def lively(running: Running) -> Running:
    """Some incidents past their deadlines: closed in time, late, and not at all."""
    ends = {"in-time": -20 * HOUR, "late": -2 * HOUR, "never": None}
    for name, end in ends.items():
        events = [reported(NOW - 30 * HOUR), dispatched(NOW - 29 * HOUR, "roads")]
        if end is not None:
            events += [Event("resolved", NOW + end), Event("closed", NOW + end)]
        fields = {"area": "quarter00", "own_deadline": NOW - 10 * HOUR}
        told = incident(name, *events, source="patrol", **fields)
        write_incidents(running.service.record, [told], now=NOW, origin="test")
    running.clock.move(seconds=2)
    assert running.service.publisher.tick()
    return running


@pytest.mark.parametrize("query", ["period=7d", "period=7d&department=roads", "period=24h"])
def test_rates_have_the_printed_numerators_and_denominators(lively: Running, query: str) -> None:
    screen: dict[str, Any] = lively.client.get(f"/screen?{query}").get_json()
    service = lively.service
    asked = dict(part.split("=") for part in query.split("&"))
    printed = json.loads(
        json.dumps(
            figures_of(service.answers, service.settings, Filter.parse(EVERYTHING, asked)),
            default=str,
        )
    )
    panels = {
        name: titles([p.get("children", []) for p in screen["panels"][name]["props"].values()])
        for name in ("counts", "closure", "loop")
    }
    total = printed["closure"]["total"]
    wanted = {
        "结案率": expected(total["closure_rate"]),
        "按期结案率": expected(total["on_time_rate"]),
    }
    tiles = {lines[0]: lines for lines in panels["counts"]}
    whole = next(lines for lines in panels["closure"] if "\t" in "".join(lines))  # the first row
    for name, fraction in wanted.items():
        assert rate(tiles[name], name) == fraction
        assert rate(whole, name) == fraction
    stock = printed["counts"]
    assert rate(tiles["超期未结"], "超期占在办") == (stock["overdue"], stock["open"])
    stages = [lines for lines in panels["loop"] if "\t" in "".join(lines)]
    for lines, stage in zip(stages, printed["loop"]["stages"], strict=True):
        assert rate(lines, "到达占立案") == (stage["reached"], printed["loop"]["filed"])
    assert screen["version"] == printed["version"]
    assert f"{screen['version']} · 统计时点" in screen["foot"][0][1]
