"""A list is exported as it is narrowed and ordered, by whom this page is, and leaves nothing behind."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from callbacks.application import create_app
from data_access.exports.__main__ import write
from data_access.exports.told import FILE, ROWS
from data_access.live.export_jobs import Export
from data_access.live.exports import Exports
from data_access.record.events import Event as Happening
from data_access.record.write import write_incidents
from data_access.settings import Settings
from tests.app.conftest import Clock, Running, recent
from tests.engines import PostgreSQLCluster, running_cluster, running_replica
from tests.exports.files import read_csv, read_sheets
from tests.factories import HOUR, dispatched, incident, reported
from tests.figures.town import NOW, build_town

MANY = 40
LIST = "list=heat.cohort&period=7d"
ODD = """a"q;'%_\\/:x %s"""  # what the text of a statement must not take for its own


def told() -> list[Any]:
    """Incidents of several kinds, with texts that a spreadsheet would run."""
    texts = ("=1+1", "坑洞，积水", "-5", 'a "quoted", one', "two\nlines", ODD)
    found = []
    for n in range(MANY):
        events = [reported(NOW - (n + 2) * HOUR), dispatched(NOW - (n + 1) * HOUR, "roads")]
        if n % 3 == 0:
            events += [Happening("resolved", NOW - HOUR), Happening("closed", NOW - HOUR // 2)]
        fields: dict[str, Any] = {
            "source": "patrol", "area": "quarter00", "category": "pothole", "lon": -73.9975, "lat": 40.7025,
            "text": texts[n % len(texts)], "address": f"Road {n}", "priority": n % 4,
        }  # fmt: skip
        found.append(incident(str(n), *events, **fields))
    return found


@pytest.fixture(scope="module")
def by_a_read_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An application with some incidents."""
    yield from application(tmp_path_factory.mktemp("read_model"))


@pytest.fixture(scope="module")
def by_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgresql_cluster: PostgreSQLCluster
) -> Iterator[Running]:
    """The same over PostgreSQL asked directly."""
    url = postgresql_cluster.migrated()
    yield from application(tmp_path_factory.mktemp("postgresql"), database_url=url, read_url=url)


@pytest.fixture(scope="module")
def by_a_replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The same over a streaming replica, which nobody can write to and which is always behind."""
    behind = ("recovery_min_apply_delay=200", "hot_standby_feedback=on")
    with running_cluster() as cluster:
        url = cluster.migrated()
        with running_replica(cluster, *behind) as there:
            folder = tmp_path_factory.mktemp("replica")
            yield from application(folder, database_url=url, read_url=there(url))


@pytest.fixture(
    params=[
        "by_a_read_model",
        "by_postgresql",
        pytest.param("by_a_replica", marks=pytest.mark.long),
    ]
)
def exporting(request: pytest.FixtureRequest) -> Running:
    found: Running = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def simple(by_a_read_model: Running) -> Iterator[Running]:
    """The application with exports of the test's own."""
    service = by_a_read_model.service
    before = service.exports
    service.exports = Exports(service.read_model, service.settings, service.answers)
    yield by_a_read_model
    service.exports.stop()
    service.exports = before


def application(folder: Path, **urls: str) -> Iterator[Running]:
    settings = Settings(data_dir=folder, timezone="America/New_York", demo_feed=False, **urls)
    clock = Clock()
    dash, service = create_app(settings, clock)
    build_town(service.record, [recent("first")])
    write_incidents(service.record, told(), now=NOW, origin="test")
    service.publisher.prepare()
    yield Running(dash, service, clock)
    service.stop()


def start(client: FlaskClient, query: str, form: str = "csv") -> str:
    answer = client.post(f"/export?{query}&format={form}")
    assert answer.status_code == 202, answer.data
    name: str = answer.get_json()["id"]
    return name


def ended(client: FlaskClient, name: str) -> dict[str, Any]:
    """The status of an export once it is no longer under way."""
    nap = Event()
    for _ in range(1_200):
        status: dict[str, Any] = client.get(f"/export/{name}").get_json()
        if status["state"] not in ("waiting", "reading", "writing"):
            return status
        nap.wait(0.05)
    raise AssertionError("the export does not end")


def fetched(client: FlaskClient, name: str, folder: Path) -> Path:
    assert ended(client, name)["state"] == "done"
    answer = client.get(f"/export/{name}/file")
    assert answer.status_code == 200
    file = folder / "fetched"
    file.write_bytes(answer.get_data())
    answer.close()
    return file


def listed(client: FlaskClient, query: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.get(f"/rows?{query}&start=0&end=500").get_json()["rows"]
    return found


def labels(client: FlaskClient, query: str) -> dict[str, str]:
    return {c["label"]: c["key"] for c in client.get(f"/list?{query}").get_json()["columns"]}


ASKED = (
    LIST,
    f"{LIST}&sort=-priority,number&lang=en",
    f"{LIST}&where=text~{quote('积水')}",
    f"{LIST}&where=text~{quote(quote(ODD))}",
    f"{LIST}&q={quote('积水')}&within=-73.999,40.701;-73.996,40.701;-73.996,40.704",
    "list=heat.cohort&of=-&period=7d",
    "list=counts.closed&period=24h",
    "list=response.waiting&of=roads&period=7d",
    "list=cameras.installed",
)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written in this process: to start another takes longer than all of it."""

    def here(export: Export) -> None:
        for rows in write(export.folder):
            export.rows = rows

    monkeypatch.setattr(Export, "_write", here)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_has_the_rows_of_the_list(exporting: Running, tmp_path: Path, form: str) -> None:
    client = exporting.client
    lengths = []
    for query in ASKED:
        file = fetched(client, start(client, query, form), tmp_path)
        sheets = {} if form == "csv" else read_sheets(file)
        head, *rows = read_csv(file) if form == "csv" else list(sheets.values())[1]
        expected, keys = listed(client, query), labels(client, query)
        plain = [label.removesuffix("（秒）").removesuffix(" (s)") for label in head]
        assert [keys[label] for label in plain] == list(keys.values())
        lengths.append(len(rows))
        assert len(rows) == len(expected)
        for row, shown in zip(rows, expected, strict=True):
            compare(dict(zip([keys[label] for label in plain], row, strict=True)), shown, form)
    assert lengths[0] == MANY + 1  # and the one of the town
    assert all(n > 0 for n in lengths[:5]), lengths
    assert sum(n > 0 for n in lengths) >= 8, lengths


def compare(row: dict[str, Any], shown: dict[str, str], form: str) -> None:
    """A row of a file says what the list shows, where both say it in the same words."""
    for key, value in row.items():
        said = shown.get(key, "")
        if key in (
            "text",
            "address",
            "number",
            "name_zh",
            "area",
            "category",
            "status",
            "stage",
            "source",
        ):
            text = f"'{said}" if form == "csv" and said[:1] in ("=", "-") else said
            assert value == text, key
        elif (
            key in ("reported_at", "deadline", "closed_at", "moment", "assigned_at") and value != ""
        ):
            assert str(value)[:16] == said, key
        elif key in ("lon", "lat", "priority", "returns") and value != "":
            assert float(value) == float(said), key
        else:
            assert (value == "") == (said == ""), key


def test_seconds_are_numbers_and_moments_have_their_offset(simple: Running, tmp_path: Path) -> None:
    client, query = simple.client, f"{LIST}&lang=en&sort=number&where=number~39"
    head, row = read_csv(fetched(client, start(client, query), tmp_path))
    said = dict(zip(head, row, strict=True))
    assert said["Time to closing (s)"] == str(40 * 3600 + 1800)
    assert said["Reported"].endswith(("-04:00", "-05:00"))
    book = read_sheets(fetched(client, start(client, query, "xlsx"), tmp_path))
    about = {line[0]: line[1] for line in book["About"]}
    assert about["Rows"] == "1"
    assert about["Narrowed to"] == "Number contains “39”"
    assert about["Order"] == "Number"
    assert about["Data version"] == str(simple.service.published.version)  # type: ignore[union-attr]
    assert any("reported in the period" in line[1] for line in book["About"])


@pytest.mark.usefixtures("at_once")
def test_a_file_is_called_after_what_it_holds(simple: Running) -> None:
    client = simple.client
    name = start(client, "list=counts.open", "xlsx")
    ended(client, name)
    answer = client.get(f"/export/{name}/file")
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=")
    assert f"filename*=UTF-8''{quote('Town')}" in said or "filename*=UTF-8''" in said
    assert quote("在办") in said
    assert said.endswith(".xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Accept-Ranges" not in answer.headers
    assert answer.get_data().startswith(b"PK")
    answer.close()


ALIEN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("headers", ALIEN, ids=str)
def test_pages_of_other_origins_are_refused(simple: Running, headers: dict[str, str]) -> None:
    client = simple.client
    name = start(client, LIST)
    ended(client, name)
    for method, path in (
        ("POST", f"/export?{LIST}&format=csv"), ("GET", f"/export/{name}"),
        ("GET", f"/export/{name}/file"), ("DELETE", f"/export/{name}"), ("GET", "/export/unknown"),
    ):  # fmt: skip
        assert client.open(path, method=method, headers=headers).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert client.get(f"/export/{name}", headers=own).status_code == 200


def test_what_is_no_export_is_told(simple: Running) -> None:
    client = simple.client
    assert client.post(f"/export?{LIST}&format=pdf").status_code == 400
    assert client.post("/export?list=counts.nothing&format=csv").status_code == 404
    for name in ("unknown", "..", "%2e%2e%2fonescreen.db", "x" * 500):
        assert client.get(f"/export/{name}/file").status_code == 404
    assert client.get("/export").status_code in (404, 405)


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Exports stop before they read, until the event is set."""
    go, make = Event(), Export.make

    def wait(export: Export, reading: Any) -> None:
        go.wait(60)
        make(export, reading)

    monkeypatch.setattr(Export, "make", wait)
    yield go
    go.set()


def test_no_more_than_so_many_wait(simple: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    client = simple.client
    with held(monkeypatch) as go:
        names = [start(client, LIST) for _ in range(20)]
        answer = client.post(f"/export?{LIST}&format=csv")
        assert (answer.status_code, answer.get_json()["problem"]) == (503, "busy")
        gone = names.pop()
        assert client.delete(f"/export/{gone}").get_json()["state"] == "cancelled"
        assert client.get(f"/export/{gone}").status_code == 404
        for name in names[1:]:
            client.delete(f"/export/{name}")
        go.set()
        assert ended(client, names[0])["state"] == "done"
    assert {path.name for path in folder_of(simple).iterdir()} == {names[0]}


def folder_of(running: Running) -> Path:
    return running.service.settings.data_dir / "exports"


def failed(running: Running, name: str) -> str:
    """The problem of an export that left nothing behind."""
    status = ended(running.client, name)
    assert status["state"] == "failed"
    assert running.client.get(f"/export/{name}/file").status_code == 409
    assert list(folder_of(running).iterdir()) == []
    problem: str = status["problem"]
    return problem


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_full_disk_fails_and_leaves_nothing(
    simple: Running, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def lay(export: Export, *_: Any) -> None:
        read(export, *_)
        export.file.symlink_to("/dev/full")

    read = Export._read
    monkeypatch.setattr(Export, "_read", lay)
    assert failed(simple, start(simple.client, LIST, form)) == "full"


@pytest.mark.usefixtures("at_once")
def test_a_disk_that_fills_while_rows_are_read_is_told(simple: Running) -> None:
    ended(simple.client, start(simple.client, LIST))  # what is compiled once has been
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for path in folder_of(simple).iterdir():
        simple.client.delete(f"/export/{path.name}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        status = ended(simple.client, start(simple.client, LIST))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (status["state"], status["problem"]) == ("failed", "full")
    assert list(folder_of(simple).iterdir()) == []


def test_a_killed_writer_fails_and_leaves_nothing(
    simple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Export._write

    def pipe(export: Export) -> None:
        rows = export.folder / ROWS  # a pipe that nobody writes to: the process waits for its rows
        rows.unlink()
        os.mkfifo(rows)
        write(export)

    monkeypatch.setattr(Export, "_write", pipe)
    name = start(simple.client, LIST)
    export, nap = simple.service.exports.find(name), Event()
    assert export is not None
    while export._writer is None:
        nap.wait(0.01)
    os.kill(export._writer.pid, signal.SIGKILL)
    assert failed(simple, name) == "broken"


def test_an_export_under_way_can_be_cancelled(
    simple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Export] = []
    write = Export._write

    def pipe(export: Export) -> None:
        made.append(export)
        (export.folder / ROWS).unlink()
        os.mkfifo(export.folder / ROWS)
        write(export)

    monkeypatch.setattr(Export, "_write", pipe)
    name, nap = start(simple.client, LIST), Event()
    while not made or made[0]._writer is None:
        nap.wait(0.01)
    assert simple.client.delete(f"/export/{name}").status_code == 200
    assert simple.client.get(f"/export/{name}").status_code == 404
    assert made[0]._writer.wait(timeout=60) == -signal.SIGKILL
    while made[0].state != "cancelled" or made[0].folder.exists():
        nap.wait(0.01)


@pytest.mark.usefixtures("at_once")
def gone(export: Export) -> bool:
    """Its folder is, or soon will be: whoever made the next one tidies up as well."""
    nap = Event()
    return any(not export.folder.exists() or nap.wait(0.05) for _ in range(200))


def test_files_go_after_an_hour_and_for_want_of_room(simple: Running) -> None:
    now = 0.0
    service = simple.service
    small = service.settings.model_copy(update={"export_gb": 1e-9})
    exports = Exports(service.read_model, small, service.answers, lambda: now)
    kept = Exports(service.read_model, service.settings, service.answers, lambda: now)
    client = simple.client
    name = start(client, LIST)
    ended(client, name)
    wanted = service.exports.find(name).wanted  # type: ignore[union-attr]

    def made(by: Exports) -> Export:
        export, nap = by.begin(wanted), Event()
        while export.state != "done":
            assert export.state != "failed"
            nap.wait(0.01)
        return export

    first, second = made(exports), None
    now = 1.0
    second = made(exports)
    exports.tidy()
    assert gone(first)
    assert second.file.exists()  # the newest stays, however large
    third = made(kept)
    now = 3_602.0
    kept.tidy()
    assert gone(third)
    assert kept.find(third.id) is None
    exports.stop()
    kept.stop()


def test_a_start_removes_what_another_left(simple: Running) -> None:
    left = folder_of(simple) / "left"
    left.mkdir(parents=True)
    (left / FILE).write_bytes(b"x")
    simple.service.exports.start()
    assert not left.exists()


def test_the_buttons_say_what_they_export(simple: Running) -> None:
    head = simple.client.get("/list?list=counts.open&lang=en").get_json()["head"]
    (tools,) = found(head, lambda props: props.get("className") == "list-tools")
    assert [b["props"]["data-export"] for b in tools["children"]] == ["csv", "xlsx"]
    assert "disk is full" in tools["data-said"]


def found(drawn: Any, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    if isinstance(drawn, list):
        return [props for one in drawn for props in found(one, wanted)]
    if not isinstance(drawn, dict):
        return []
    props: dict[str, Any] = drawn["props"]
    return [props] * wanted(props) + found(props.get("children", []), wanted)
