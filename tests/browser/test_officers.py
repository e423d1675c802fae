"""The district's officer, two streets' officers and a leader, on the same incident."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from data_access.access import accounts, sessions
from data_access.access.accounts import Account
from data_access.moments import SECOND, now_micros
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.browser.conftest import report
from tests.browser.servers import Server, give, serving

SHAZHOU, SHUANGZHA = "320105002", "320105003"
TEXT, ADDRESS = "王先生反映井盖缺失", "双和园社区友谊街205号"
OFFICERS = (
    Account("district", "duty"),
    Account("shazhou", "duty", (SHAZHOU,)),
    Account("shuangzha", "duty", (SHUANGZHA,)),
    Account("leader", "viewer", (SHAZHOU,)),
)


@pytest.fixture
def record(demo_folder: Path, tmp_path: Path) -> Iterator[Engine]:
    """The demo district with these accounts."""
    give(demo_folder, tmp_path)
    engine = open_record(f"sqlite:///{tmp_path / 'onescreen.db'}")
    for account in OFFICERS:
        accounts.create(engine, account, None, now_micros())
    yield engine
    engine.dispose()


@pytest.fixture
def server(record: Engine) -> Iterator[Server]:
    with serving(Path(str(record.url.database)).parent, ONESCREEN_ACCESS="accounts") as running:
        yield running


def count(page: Page, tile: str) -> int:
    """The number of a tile."""
    said = page.locator(f"#counts .tile-{tile} .figure").inner_text()
    return int(said.replace(",", ""))


@pytest.mark.long  # eight loads in browsers of their own; what each is told is in test_everything
def test_the_same_incident(browser: Browser, server: Server, record: Engine) -> None:
    with ExitStack() as stack:
        pages: dict[str, Page] = {}
        for account in OFFICERS:
            context = browser.new_context(viewport={"width": 1920, "height": 1080})
            stack.callback(context.close)
            secret = sessions.begin(record, account.name, "", "", now_micros())
            context.add_cookies([{"name": "onescreen", "value": secret, "url": server.url}])
            page = pages[account.name] = context.new_page()
            page.goto(f"{server.url}/?period=24h&lang=en")
            expect(page.locator("#closure .row").first).to_be_visible(timeout=15_000)
        titles = {name: page.locator("#header h1").inner_text() for name, page in pages.items()}
        assert titles["district"].startswith("Jianye")
        assert titles["shazhou"].startswith("Shazhou") and titles["shuangzha"].startswith(
            "Shuangzha"
        )
        expect(pages["district"].locator("#closure h2")).to_have_text("Closure by street")
        expect(pages["shazhou"].locator("#closure h2")).to_have_text("Closure by community")
        before = count(pages["shuangzha"], "open")

        report(record, "met-by-both", area=SHAZHOU, text=TEXT, address=ADDRESS)
        for name in ("district", "shazhou", "leader"):
            row = pages[name].locator("#feed a.row[href*='met-by-both']")
            expect(row).to_have_count(1, timeout=10_000)
        pages["district"].locator("#feed a.row[href*='met-by-both']").click()
        expect(pages["district"].locator(".case-text")).to_have_text(TEXT)
        link = pages["district"].url  # which goes to all the others

        for name, page in pages.items():
            page.goto(link)
            shown = page.locator("#case .case-head, #case [role=status]").first
            expect(shown).to_be_visible(timeout=15_000)
            told = page.locator("#case").inner_text()
            assert (TEXT in told) == (ADDRESS in told) == (name in ("district", "shazhou")), name
        expect(pages["leader"].locator(".case-text")).to_contain_text("not shown to your role")
        assert "There is no such incident" in pages["shuangzha"].locator("#case").inner_text()
        assert "met-by-both" not in pages["shuangzha"].locator("#feed").inner_html()
        assert count(pages["shuangzha"], "open") == before

        now = now_micros()
        told_again = [Event("dispatched", now - SECOND, target="chengguan"), Event("closed", now)]
        write_incidents(record, [Incident("grid", "met-by-both", told_again)], now=now, origin="t")
        for name in ("district", "shazhou", "leader"):
            expect(pages[name].locator(".case-head")).to_contain_text("closed", timeout=10_000)
