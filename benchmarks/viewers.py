"""Viewers without a screen: `python -m benchmarks.viewers HOST:PORT NUMBER QUERY …`.

Each asks as the loop of the page does (assets/refresh.js): one request at a time, with the ETag
of what it shows, half a second after the last answer, later after failures; and fetches a heat
image that it has not seen. They look until the standard input ends; what they saw is printed as
JSON.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import time

PACE = 0.5  # seconds; this and what follows as in assets/refresh.js
FIRST, LONGEST = 1.0, 3.2
PATIENCE = 20.0
_VERSION = re.compile(rb'"version":(\d+)')
_HEAT = re.compile(rb"/heat/\w+\.svg")
_KEPT = 100


@dataclass
class Seen:
    """What viewers saw and what came to them, headers included."""

    versions: list[list[tuple[float, int]]] = field(default_factory=list)  # of each: when, which
    answers: Counter[str] = field(default_factory=Counter)  # by kind
    sizes: Counter[str] = field(default_factory=Counter)  # bytes by kind
    waited: list[float] = field(default_factory=list)  # seconds for answers with news
    failures: int = 0


class Bodies:
    """What the answers say that many viewers get: each is looked into once."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[int, str]] = {}

    def look(self, body: bytes) -> tuple[int, str]:
        """The version of an answer, and the address of its heat image if it has one."""
        if body not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            plain = gzip.decompress(body)
            version, heat = _VERSION.search(plain), _HEAT.search(plain)
            if version is None:
                raise ValueError(f"an answer without a version: {plain[:300]!r}")
            self._known[body] = int(version[1]), heat[0].decode() if heat else ""
        return self._known[body]


class Viewer:
    """One who looks at one filter."""

    def __init__(self, address: str, query: str, seen: Seen, bodies: Bodies) -> None:
        self._address, self._query, self._seen, self._bodies = address, query, seen, bodies
        self._versions: list[tuple[float, int]] = []
        seen.versions.append(self._versions)
        self._etag = self._heat = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.sees = asyncio.Event()

    async def look(self) -> None:
        """Ask for ever."""
        failures = 0
        await asyncio.sleep(random.random())  # noqa: S311 - they did not come at the same moment
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._round()
                failures = 0
                await asyncio.sleep(PACE)
            except (OSError, EOFError, TimeoutError, ValueError):
                self._seen.failures += 1
                self._hang_up()
                wait = min(LONGEST, FIRST * 2**failures) * random.uniform(0.75, 1.25)  # noqa: S311
                failures += 1
                await asyncio.sleep(wait)

    async def _round(self) -> None:
        began = time()
        shown = f"If-None-Match: {self._etag}\r\n" if self._etag else ""
        head, body = await self._get(f"/screen{self._query}", shown)
        now = time()
        if head.startswith(b"HTTP/1.1 304"):
            self._count("quiet", head, body)
            return
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(head)
        self._count("news" if self._etag else "whole", head, body)
        if self._etag:
            self._seen.waited.append(now - began)
        self._etag = _header(head, b"etag")
        version, heat = self._bodies.look(body)
        self._versions.append((now, version))
        self.sees.set()
        if heat and heat != self._heat:
            self._count("heat" if self._heat else "first heat", *await self._get(heat))
            self._heat = heat

    async def _get(self, path: str, more: str = "") -> tuple[bytes, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address.split(":"))
        reader, writer = self._streams
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {self._address}\r\nAccept: application/json\r\n"
            f"Accept-Encoding: gzip\r\n{more}\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(_header(head, b"content-length") or 0)
        return head, await reader.readexactly(length)

    def _hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    def _count(self, kind: str, head: bytes, body: bytes) -> None:
        self._seen.answers[kind] += 1
        self._seen.sizes[kind] += len(head) + len(body)


def _header(head: bytes, name: bytes) -> str:
    found = re.search(rb"\r\n" + name + rb": *([^\r]*)", head, re.IGNORECASE)
    return found[1].decode() if found else ""


async def watch(address: str, number: int, queries: Sequence[str]) -> Seen:
    """So many viewers, who share the queries evenly, until the standard input ends."""
    seen, bodies = Seen(), Bodies()
    viewers = [Viewer(address, queries[n % len(queries)], seen, bodies) for n in range(number)]
    looking = [asyncio.create_task(viewer.look()) for viewer in viewers]
    for viewer in viewers:
        await viewer.sees.wait()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in looking:
        task.cancel()
    return seen


if __name__ == "__main__":
    address, number, *queries = sys.argv[1:]
    print(json.dumps(vars(asyncio.run(watch(address, int(number), queries)))))
