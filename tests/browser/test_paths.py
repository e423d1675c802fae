"""Any way through the filters leads to numbers that are recomputed from what was told."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from data_access.filters import Filter
from data_access.independent.figures import Looking
from data_access.independent.told import Record, micros, read
from data_access.names import read_names
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from layouts.view import View
from tests.browser.conftest import Watched
from tests.browser.numbers import differences, expected, shown
from tests.browser.servers import Server

_LINKS = ", ".join(
    f"{place} a[href]:visible"
    for place in ("#header .crumbs", "#header .segments", "#choices .choices-all", "#closure", "#response", "#loop")
)  # fmt: skip
_SETTINGS = Settings()


def step(page: Page, chance: Random) -> None:
    """Follows one of the links that filter, or goes back."""
    if chance.random() < 0.1 and page.evaluate("history.length") > 2:
        page.go_back()
        return
    if page.locator("#choices").is_hidden() and chance.random() < 0.5:
        page.locator("[data-choices]").click()
        expect(page.locator("#choices .choice").first).to_be_visible()
    links = page.locator(_LINKS).evaluate_all("all => all.map(link => link.getAttribute('href'))")
    english = [address for address in links if "lang=en" in address]  # one switches to Chinese
    page.evaluate("href => onescreen.navigate(href)", chance.choice(english))


def settled(page: Page) -> tuple[Filter, datetime]:
    """The filter that is shown, once it is shown, and as of when."""
    page.wait_for_function(
        "() => onescreen.shown().address === onescreen.address.screen() && document.querySelector('#trend .js-plotly-plot')"
    )
    query = dict(parse_qsl(urlsplit(page.url).query))
    as_of = page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(onescreen.shown().as_of))))"
    )
    return Filter.parse(EVERYTHING, query, _SETTINGS.period), datetime.fromisoformat(as_of)


def read_off(page: Page) -> tuple[Filter, datetime, dict[str, Any]]:
    """What is shown of one instant: a full minute may pass while it is read."""
    while True:
        before = settled(page)
        found = shown(page)
        if settled(page) == before:
            return *before, found


def compare(page: Page, told: Record, names: Any) -> None:
    filter_, as_of, found = read_off(page)
    figures = Looking(told, micros(as_of), _SETTINGS).at(filter_.query())
    view = View(filter_, "en", "dark", names, _SETTINGS, told.version, as_of)
    wanted = expected(figures, view)
    found["coverage"] = {of: _known(row) for of, row in found["coverage"].items()}
    assert differences(found, wanted) == [], page.url


def _known(row: list[str]) -> list[str]:
    """Without the covered area, whose last digit two ways of cutting polygons may tell apart."""
    return [*row[:3], *row[4:]]


def walk(watched: Watched, server: Server, record: Engine, paths: int, seed: int) -> None:
    chance = Random(seed)
    with record.connect() as connection:
        names = read_names(connection)
        version = connection.exec_driver_sql("SELECT version FROM head").scalar_one()
    told = read(record, version)
    page = watched.open(f"{server.url}/?lang=en")
    page.wait_for_selector("#closure .row")
    for _ in range(paths):
        page.evaluate("onescreen.navigate('/?lang=en')")
        for _ in range(chance.randrange(1, 5)):
            step(page, chance)
            settled(page)
        compare(page, told, names)
    assert watched.complaints == []


def test_a_path(watched: Watched, server: Server, record: Engine) -> None:
    walk(watched, server, record, paths=1, seed=20261125)


@pytest.mark.long
def test_fifty_paths(watched: Watched, server: Server, record: Engine) -> None:
    walk(watched, server, record, paths=50, seed=20261126)
