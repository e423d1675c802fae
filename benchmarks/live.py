"""From a committed event to the changed pixel: a real server, 200 viewers with 20 filters, a pusher
and a real Chromium, each a process of its own. `python -m benchmarks.live FOLDER [--minutes N]`
over a copy of a record, which is written to.
"""

from __future__ import annotations

import argparse
import http.client
import json
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page
from sqlalchemy import Engine, select

from benchmarks import browser as loads
from benchmarks import latency, pixels
from benchmarks.city import behind, database
from benchmarks.pixels import Painted
from benchmarks.report import Row
from benchmarks.served import serving
from benchmarks.usage import RATE, Usage, another, push
from data_access.record.database import open_record
from data_access.record.tables import areas, categories, departments, sources

VIEWERS = 200
_SETTLE = 5  # seconds between the first answers and what is measured
_DRAIN = 30  # seconds at most that the last changes have to be seen


def queries(record: Engine) -> list[str]:
    """Twenty filters of the first look's period: none, areas, categories, sources, and others."""

    def codes(statement: Any) -> list[str]:
        with record.connect() as connection:
            return list(connection.execute(statement).scalars())

    streets, communities = (
        codes(select(areas.c.code).where(areas.c.level == level).order_by(areas.c.code).limit(5))
        for level in (1, 2)
    )
    tops = select(categories.c.code).where(categories.c.parent.is_(None))
    wanted: list[dict[str, str]] = [{}]
    wanted += [{"area": code} for code in (*streets, *communities)]
    wanted += [{"category": code} for code in codes(tops.order_by("code").limit(3))]
    wanted += [{"source": code} for code in codes(select(sources.c.code).order_by("code").limit(2))]
    wanted += [{"department": codes(select(departments.c.code).order_by("code").limit(1))[0]}]
    wanted += [{"priority": "1,2"}, {"status": "open"}, {"area": streets[0], "status": "overdue"}]
    return [f"?{urlencode(one, safe=',')}" if one else "" for one in wanted]


def from_cache(url: str, times: int = 200) -> float:
    """Median milliseconds from the request for a whole screen to its last byte, stored before."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    found = []
    for _ in range(times):
        began = perf_counter()
        connection.request("GET", "/screen", headers={"Accept-Encoding": "gzip"})
        connection.getresponse().read()
        found.append(perf_counter() - began)
    connection.close()
    return median(found) * 1000


def _drained(page: Page, version: int) -> Painted:
    """What was painted until the last change was on the screen, and viewers had time to see it."""
    for _ in range(_DRAIN):
        page.wait_for_timeout(1000)
        painted = pixels.painted(page)
        if painted.frames and painted.frames[-1][1] >= version:
            break
    page.wait_for_timeout(2000)
    return painted


def measure(folder: Path, seconds: float, times: int) -> list[Row]:
    """Rows of a server at rest, of loads, and of so many seconds with viewers and changes."""
    record = open_record(database(folder))
    asked = queries(record)
    record.dispose()
    with serving(folder, behind(folder)) as server, loads.launched() as browser:
        rows = [
            Row(
                "start of the whole server, from the command to the first instant",
                "",
                f"{server.seconds_to_start:.1f} s",
            ),
            Row(
                "whole screen from cache, at the server", "3 ms", f"{from_cache(server.url):.1f} ms"
            ),
            *loads.measure(browser, server.url, times),
        ]
        address = urlsplit(server.url).netloc
        with (
            another("benchmarks.viewers", address, str(VIEWERS), *asked) as viewers,
            loads.visitor(browser, "gzip") as context,
        ):
            page = context.new_page()
            page.goto(server.url)
            loads.wait_until_painted(page)
            page.wait_for_timeout(_SETTLE * 1000)
            pixels.watch(page)
            usage = push(server, page, folder, seconds)
            painted = _drained(page, usage.commits[-1][1])
            said, _ = viewers.communicate()
    seen = json.loads(said)
    return [
        *rows,
        *_latency_rows(usage, painted, seen),
        *_size_rows(seen),
        Row("memory of the serving process", "1 GB, flat", usage.memory_said()),
    ]


def _latency_rows(usage: Usage, painted: Painted, seen: dict[str, Any]) -> list[Row]:
    begin, end = usage.commits[0][0] + _SETTLE, usage.commits[-1][0]
    commits = [(when, version) for when, version in usage.commits if when > begin]
    versions = {version for one in seen["versions"] for when, version in one if begin < when < end}
    to_pixel = latency.delays(commits, painted.frames)
    to_bytes = latency.of_all(commits, seen["versions"])
    return [
        Row(
            f"committed event to changed pixel: {VIEWERS} viewers with 20 different filters, "
            f"{RATE} changes a second, a real browser",
            "p50 0.7 s, p95 1.5 s",
            latency.said(to_pixel),
        ),
        Row("committed event to bytes, all viewers", "", latency.said(to_bytes)),
        Row("CPU meanwhile, of all cores, everything included", "70 %", usage.cpu_said()),
        Row(
            "what came meanwhile",
            "",
            f"{len(commits) / (end - begin):.0f} changes and {len(versions) / (end - begin):.2f} "
            f"versions a second; answers with news within {median(seen['waited']) * 1000:.0f} ms; "
            f"{seen['failures']} answers failed",
        ),
        Row("longest task of a refresh", "100 ms", _tasks(painted)),
    ]


def _tasks(painted: Painted) -> str:
    longest = f"{max(painted.tasks)} ms" if painted.tasks else "under 50 ms"
    long = sum(task > 100 for task in painted.tasks)
    return f"{longest} ({long} over 100 ms, {len(painted.frames)} refreshes)"


def _size_rows(seen: dict[str, Any]) -> list[Row]:
    def size(kind: str) -> str:
        number = seen["answers"].get(kind, 0)
        return f"{seen['sizes'][kind] / number:,.0f} B" if number else "none came"

    share = seen["answers"].get("heat", 0) / max(1, seen["answers"].get("news", 0))
    news = f"{size('news')}; a heat image {size('heat')}, at {share:.0%} of these ticks"
    return [
        Row("bytes a viewer, headers included: a tick without change", "250 B", size("quiet")),
        Row("a tick with change", "15 KB", news),
    ]


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=1, help="of changes (default 1)")
    parser.add_argument("--times", type=int, default=3, help="loads of a kind (default 3)")
    args = parser.parse_args()
    for row in measure(args.folder, args.minutes * 60, args.times):
        print(row)


if __name__ == "__main__":
    main()
