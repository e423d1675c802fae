"""A wall while the database behind its server is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from data_access.record.database import open_record
from tests.browser import moved
from tests.browser.conftest import report, watching
from tests.browser.servers import Server
from tests.browser.test_wall_faults import ROOT
from tests.browser.walls import SOON, UNDATED, expect_right, expect_unsure, opened
from tests.engines import running_cluster


@pytest.mark.long
@pytest.mark.parametrize("direct", [False, True])
def test_a_database_that_was_stopped_is_said_and_its_return_noticed(
    browser: Browser, tmp_path: Path, direct: bool
) -> None:
    with running_cluster() as cluster:
        url = cluster.migrated()
        settings = {"PYTHONPATH": str(ROOT), "ONESCREEN_DATABASE_URL": url}
        if direct:
            settings["ONESCREEN_READ_URL"] = url
        server = Server(tmp_path, settings=settings, program=("-m", "tests.browser.moved"))
        assert server.run("demo", "--incidents", "2000").returncode == 0
        server.start()
        try:
            for watched in watching(browser, server, apart=True):
                page = watched.page
                page.clock.install()
                page.add_init_script(UNDATED)
                opened(page, server)
                before = page.locator("[data-number=new]").inner_text()
                cluster.control("stop", "-m", "immediate")
                moved.set_clock(server.folder, datetime.now(UTC) + timedelta(minutes=3))
                page.clock.fast_forward(180_000)
                expect_unsure(page, "The database gives no newer data just now")
                cluster.control("start", "-l", str(cluster.folder / "log"))
                record = open_record(url)
                report(record, "after", priority=3)
                record.dispose()
                expect(page.locator("[data-number=new]")).not_to_have_text(before, timeout=SOON)
                expect_right(page, server)
        finally:
            server.stop()
