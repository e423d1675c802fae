"""A display's reports from its request to `onescreen wall-status`."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import main
from data_access.access import displays
from data_access.live.local import LocalServer
from data_access.moments import from_micros
from tests.access_http.conftest import OWN, Site, serve, site
from tests.app.conftest import Clock, Running
from tests.wall.conftest import Wall

__all__ = ["serve", "site"]
SECRET = "赵某某"  # noqa: S105 - what a page's error may tell


def header(wall: Wall, **other: object) -> dict[str, str]:
    found = wall.scene()
    told = {
        "id": "abc", "release": found["release"], "scene": "hot", "width": 1920, "height": 1080,
        "ratio": 2, "as_of": found["as_of"], "version": found["version"], "errors": 0, "problem": "",
    }  # fmt: skip
    return {"OneScreen-Wall": json.dumps(told | other)}


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(
    running: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Ask]:
    """The command beside the running server: its exit status, what it prints, what it complains of."""
    server = LocalServer(running.service.settings.data_dir, running.service._answer)
    server.start()
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(running.service.settings.data_dir))

    def ask(*arguments: str) -> tuple[int, str, str]:
        code = main(["wall-status", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield ask
    server.stop()


def test_the_command_tells_how_a_display_is(wall: Wall, clock: Clock, ask: Ask) -> None:
    code, out, _ = ask()
    assert (code, "There are no displays" in out) == (1, True)
    client = wall.running.client
    assert client.get("/wall/scene", headers=header(wall)).status_code == 200
    code, out, _ = ask()
    assert code == 0
    head, row = out.splitlines()
    assert head.split()[:3] == ["NAME", "LAST", "SEEN"]
    for part in ("this computer", "0 s ago", "current", "1920×1080 ×2", "hot", "127.0.0.1"):
        assert part in row
    clock.move(seconds=61)
    code, out, _ = ask()
    assert (code, "not seen since 20" in out, "unseen" in out) == (1, True, True)
    other = header(wall, release="older", errors=3, problem="x is undefined")
    client.get("/wall/scene", headers=other)
    code, out, _ = ask()
    assert code == 1
    assert "outdated" in out
    assert "this computer: the last problem was 'x is undefined'" in out
    code, out, _ = ask("--json")
    (told,) = json.loads(out)["displays"]
    assert (code, told["errors"], told["troubles"]) == (1, 3, ["errors"])
    assert told["first_seen"] < told["last_seen"]


def test_an_answer_that_changes_nothing_is_a_report_too(wall: Wall, running: Running) -> None:
    etag = wall.running.client.get("/wall/scene").headers["ETag"]
    same = {"If-None-Match": etag, **header(wall)}
    assert running.client.get("/wall/scene", headers=same).status_code == 304
    assert len(running.service.reports.all(0)) == 1


def test_without_a_server_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(tmp_path))
    assert main(["wall-status"]) == 1
    assert "no server is running" in capsys.readouterr().err


@pytest.mark.parametrize("sent", ["", "{", "[1]", '{"width":-1,"problem":{}}', "x" * 9000, "\xff"])
def test_whatever_a_display_says_it_is_answered(seen: Wall, sent: str) -> None:
    answer = seen.running.client.get("/wall/scene", headers={"OneScreen-Wall": sent})
    assert answer.status_code == 200


def test_a_report_is_in_no_log(wall: Wall, caplog: pytest.LogCaptureFixture, ask: Ask) -> None:
    caplog.set_level(logging.DEBUG)
    wall.running.client.get("/wall/scene", headers=header(wall, problem=SECRET))
    assert SECRET in ask("--json")[1]
    assert SECRET not in caplog.text


def test_a_display_is_named_by_its_token_and_an_account_by_itself(site: Site) -> None:
    record, now = site.service.record, site.now
    tokens = [
        displays.create(record, name, (), (), None, "", now) for name in ("Hall", "Gate", "Gone")
    ]
    hall, gone = site.client(), site.client()
    for client, token in ((hall, tokens[0]), (gone, tokens[2])):
        client.post("/display", data={"token": token}, headers=OWN)
    site.account("wang")
    shown = json.dumps({"id": "a", "as_of": from_micros(now).isoformat()})
    for client in (hall, gone, site.logged_in("wang")):
        assert client.get("/wall/scene", headers={"OneScreen-Wall": shown}).status_code == 503
    displays.revoke(record, "Gone", now)
    found = site.service.displays(now)
    assert [(one.name, one.kind, one.troubles) for one in found] == [
        ("Gate", "display", ("never",)),
        ("Hall", "display", ()),
        ("wang", "account", ()),
    ]
