"""Sealing by real processes while another one writes: killed anywhere, it leaves no seal or a whole one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine

from app import main
from data_access.access.audit import Asked, read_all
from data_access.live.local import LocalServer
from data_access.record.database import open_record
from data_access.record.write import newest_version
from data_access.review import sealing
from data_access.review.sealing import Seal
from tests.app.conftest import Clock, served
from tests.engines import Databases, SQLiteFiles
from tests.figures.town import build_town, busy_town
from tests.review import test_content
from tests.review.conftest import SETTINGS

_ROOT = Path(__file__).parents[2]
_SUBJECT = "from=2026-10-01&to=2026-11-01"
_SETTINGS = {
    "min_denominator": SETTINGS.min_denominator,
    "response_norms": SETTINGS.response_norms,
    "seal_delay_days": SETTINGS.seal_delay_days,
}
_COMMIT = "COMMIT after INSERT INTO audit"
_WRITING_STEPS = (
    "SELECT max",
    "INSERT INTO seals",
    "INSERT INTO audit",
    _COMMIT,
    "open",
    "os.rename",
)


class Place:
    """A data folder whose record others write to, and `onescreen seal` over it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        folder.mkdir(exist_ok=True)
        self.record: Engine = open_record(url)
        self.archives: list[Path] = []

    def start(self, step: str) -> subprocess.Popen[str]:
        """Begin to seal October, as far as a step."""
        archive = self.folder / f"october{len(self.archives)}.json"
        self.archives.append(archive)
        said = {f"ONESCREEN_{name.upper()}": json.dumps(value) for name, value in _SETTINGS.items()}
        said |= {
            "ONESCREEN_DATA_DIR": str(self.folder),
            "ONESCREEN_DATABASE_URL": self.url,
            "ONESCREEN_TIMEZONE": SETTINGS.timezone,
        }
        command = ["-m", "tests.review.stepped", step, "seal", "2026-10", "--out", str(archive)]
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=_ROOT,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **said},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def seals(self) -> list[Seal]:
        """All editions, each with its hash verified, numbered without a gap, and each in the audit."""
        record = open_record(self.url)  # as a process that comes later opens it
        found = sealing.listed(record)
        told = [one.detail for one in read_all(record, Asked(actions=("sealed",)))]
        record.dispose()
        assert [(one.subject, one.edition) for one in found] == [
            (_SUBJECT, n + 1) for n in range(len(found))
        ]
        assert told == [{"edition": s.edition, "sha256": s.digest} for s in reversed(found)]
        return found

    def killed(self, process: subprocess.Popen[str]) -> int:
        """How many editions are there after a process was killed, or ended before; no archive is a part of one."""
        process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
        seals = self.seals()
        there = [path for path in self.archives if path.exists()]
        contents = [sealing.opened(path.read_bytes()) for path in there]
        assert all(content in [seal.content for seal in seals] for content in contents)
        return len(seals)

    def whole(self, before: int) -> None:
        """Two at once seal what is there now: each makes one edition or is refused, and the figures are right."""
        processes = [self.start("-") for _ in range(2)]
        for process in processes:
            _, said = process.communicate()
            last = said.splitlines()[-1]
            refused = "open in another process" in last or "somebody else is sealing" in last
            assert process.returncode == (2 if refused else 0), said
        made = sum(process.returncode == 0 for process in processes)
        seals = self.seals()
        assert made >= 1
        assert len(seals) == before + made
        assert [path.exists() for path in self.archives[-2:]].count(True) == made
        content = seals[-1].content
        assert 1 < content["period"]["version"] <= newest_version(self.record)
        test_content.test_streets_and_all_together(self.record, content)
        test_content.test_communities(self.record, content)
        test_content.test_departments(self.record, content)
        test_content.test_times_and_coverage(self.record, content)


@contextmanager
def _written_to(folder: Path, url: str) -> Iterator[Place]:
    """The town, into which a process writes all the time."""
    place = Place(folder, url)
    build_town(place.record, busy_town())
    command = [sys.executable, "-m", "tests.review.writing", url]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        begun = newest_version(place.record)
        yield place
        assert writer.poll() is None, "it has to write until the end"
        writer.communicate(b"\n")
        assert newest_version(place.record) > begun
    place.record.dispose()


@pytest.fixture
def archive_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another data folder, where archives are verified."""
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(tmp_path / "elsewhere"))
    return tmp_path / "elsewhere"


def _verified(place: Place, elsewhere: Path) -> None:
    """What has been written beside the record, and what the command writes of it, opens without the record."""
    assert any(path.exists() for path in place.archives)
    for path in place.archives:
        if path.exists():
            assert main(["seal", "--verify", str(path)]) == 0
    assert not (elsewhere / "onescreen.db").exists()


@pytest.mark.long
def test_killed_beside_a_server(
    tmp_path: Path, sqlite_files: SQLiteFiles, archive_verified: Path
) -> None:
    """At its commit, and when the seal is made and its archive is not yet there."""
    url = sqlite_files.migrated()
    with _written_to(tmp_path / "here", url) as place:
        clock = Clock()
        clock.move(days=7)
        with served(place.folder, clock, database_url=url, **_SETTINGS) as running:
            running.service.publisher.prepare()
            server = LocalServer(place.folder, running.service._answer)
            server.start()
            assert place.killed(place.start(_COMMIT)) == 0
            assert place.killed(place.start("os.rename")) == 1
            clock.move(minutes=1)
            running.service.publisher.tick()
            place.whole(1)
            server.stop()
        _verified(place, archive_verified)


@pytest.mark.long
def test_killed_anywhere(tmp_path: Path, databases: Databases, archive_verified: Path) -> None:
    """Without a server: at steps spread over all of them, at each that writes, and at parts of its time."""
    with _written_to(tmp_path / "here", databases.migrated()) as place:
        begun = monotonic()
        process = place.start("-")
        _, said = process.communicate()
        took = monotonic() - begun
        count = said.count("step ")
        assert place.killed(process) == 1
        there = 1
        for step in (*(str(count * n // 6) for n in range(1, 5)), *_WRITING_STEPS):
            if step.isdigit():  # counted where the read model is built, too
                for built in place.folder.glob("read_model*"):
                    built.unlink()
            process = place.start(step)
            found = place.killed(process)
            ended = process.returncode == 0  # a later run has fewer steps than the first one
            assert not ended or step.isdigit(), step
            assert found - there == (ended or step in ("open", "os.rename")), step
            there = found
        for part in (0.1, 0.25, 0.4, 0.5, 0.6, 0.75):
            with place.start("-") as process:
                try:
                    process.wait(part * took)
                except subprocess.TimeoutExpired:
                    process.kill()
                found = place.killed(process)
            assert found - there in (0, 1)
            there = found
        place.whole(there)
        _verified(place, archive_verified)
