"""How many statements a published version costs: `python -m benchmarks.statements FOLDER`.

The folder is a copy of a record, which is written to. The application is asked by so many viewers
at once, in this process, where the statements can be counted.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.changes import Changes
from benchmarks.city import behind, clock
from benchmarks.report import Row, run
from callbacks.application import create_app
from data_access.live.read_model import ReadModel
from data_access.live.service import Service
from data_access.moments import to_micros
from data_access.record.write import write_incidents
from data_access.settings import load_settings

_VIEWERS = (1, 200)
_THREADS = 8  # of the viewers, who ask so many at a time


class Counted:
    """Counts what an engine executes."""

    def __init__(self, engine: Engine) -> None:
        self.statements = 0
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.statements += 1


def measure(folder: Path) -> list[Row]:
    """The row of one viewer and of 200."""
    now = clock(behind(folder))
    page, service = create_app(load_settings(data_dir=folder, demo_feed=False), now)
    assert isinstance(service.read_model, ReadModel)
    service.publisher.prepare()
    changes = Changes(service.record, "counted")

    def look(etag: str) -> str:
        told = {"If-None-Match": etag} if etag else {}
        answer = page.server.test_client().get("/screen", headers=told)
        assert answer.status_code == 200, answer.status
        return str(answer.headers["ETag"])

    found = []
    etag = look("")
    for viewers in _VIEWERS:
        moment = to_micros(now())
        write_incidents(service.record, [changes.next(moment)], now=moment, origin="benchmark")
        _publish(service)
        counted = Counted(service.read_model.engine)
        with ThreadPoolExecutor(_THREADS) as pool:
            (etag,) = set(pool.map(look, [etag] * viewers))
        found.append(counted.statements)
    service.publisher.stop()
    service.record.dispose()
    return [
        Row(
            f"statements a published version for {_VIEWERS[1]} viewers on one filter",
            f"as many as for {_VIEWERS[0]}",
            f"{found[1]}, for {_VIEWERS[0]} viewer {found[0]}",
        )
    ]


def _publish(service: Service) -> None:
    pause = Event()
    while not service.publisher.tick():
        pause.wait(0.05)


if __name__ == "__main__":
    run(__doc__, measure)
