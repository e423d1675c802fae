"""The files that the page loads: named by content, compressed ahead, kept for ever."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from dash import html
from flask import Flask

from callbacks import assets
from callbacks.assets import Page
from callbacks.stored import Stored
from tests.app.conftest import Running


def named(page: str) -> list[str]:
    """Addresses of the files that a page's HTML names."""
    return re.findall(r'(?:src|href)="(/[^"]+)"', page)


def test_every_file_of_the_page_is_compressed_once_and_kept_for_ever(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = running.client
    files = named(client.get("/").text)
    assert len(files) > 25
    plain = {}
    for address in files:
        with client.get(address) as answer:
            assert answer.status_code == 200, address
            assert "immutable" not in answer.headers.get("Cache-Control", "")
            plain[address] = answer.data
    running.dash.files.prepare()
    monkeypatch.setattr(Stored, "of", None)  # from here on nothing is compressed
    sizes = []
    for address, body in plain.items():
        for accepted, decode in (("gzip", gzip.decompress), ("br, gzip", brotli.decompress)):
            answer = client.get(address, headers={"Accept-Encoding": accepted})
            assert decode(answer.data) == body
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Vary"] == "Accept-Encoding"
            sizes.append(len(answer.data) if accepted == "gzip" else 0)
        assert client.get(address).data == body
    assert sum(sizes) < 2_300_000, "of a first load, with gzip"


@pytest.mark.parametrize("address", ["/", "/_dash-layout", "/_dash-dependencies"])
def test_what_dash_makes_is_compressed_once_and_not_sent_twice(
    running: Running, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    plain = running.client.get(address)
    assert "Content-Encoding" not in plain.headers
    monkeypatch.setattr(Stored, "of", None)  # from here on nothing is compressed
    for accepted, decode in (("gzip", gzip.decompress), ("br, gzip", brotli.decompress)):
        answer = running.client.get(address, headers={"Accept-Encoding": accepted})
        assert decode(answer.data) == plain.data
        assert answer.mimetype == plain.mimetype
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert len(answer.data) < len(plain.data) / 2 + 30
    etag = {"If-None-Match": plain.headers["ETag"]}
    again = running.client.get(address, headers=etag)
    assert (again.status_code, again.data) == (304, b"")


def test_the_page_has_its_frame_in_both_themes_and_each_is_compressed_once(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    dark, light = (running.client.get(f"/{query}").text for query in ("", "?theme=light"))
    assert dark.replace("<html>", '<html data-theme="light">') == light != dark
    bare = dark.partition('<div class="frame"')[2].partition("<footer>")[0]
    for panel in ("closure", "loop", "map", "response", "coverage", "trend", "feed"):
        assert f'<section class="panel panel-{panel}">' in bare
    assert " id=" not in bare, "scripts find the page itself"
    assert "case" not in bare, "what is hidden is left out"
    monkeypatch.setattr(Stored, "of", None)  # from here on nothing is compressed
    assert [running.client.get(f"/{query}").text for query in ("", "?theme=light")] == [dark, light]


def test_what_dash_cannot_make_is_no_answer(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: str) -> str:
        raise OSError("a file is gone")

    monkeypatch.setattr(running.dash, "interpolate_index", fail)
    assert running.client.get("/").status_code == 500
    assert running.client.post("/_dash-layout").status_code == 405


def test_the_icon_is_our_own(running: Running) -> None:
    page = running.client.get("/").text
    (icon,) = re.findall(r'<link rel="icon" type="image/svg\+xml" href="([^"]+)">', page)
    assert "_favicon" not in page
    with running.client.get(icon) as answer:
        assert answer.mimetype == "image/svg+xml"
        assert b"prefers-color-scheme: dark" in answer.data
    running.dash.files.prepare()
    assert "immutable" in running.client.get(icon).headers["Cache-Control"]


def test_what_only_others_need_is_not_loaded(running: Running) -> None:
    files = " ".join(named(running.client.get("/").text))
    for unneeded in ("dash_table", "mathjax", "dropdown"):
        assert unneeded not in files


def test_an_address_names_the_content_of_a_file(tmp_path: Path) -> None:
    for name in ("one.js", "two.css", "icon.svg"):
        (tmp_path / name).write_text("/* first */")
    page = Page("page", server=Flask("page"), assets_folder=str(tmp_path))  # type: ignore[arg-type]
    page.layout = html.Div()
    assets.register(page)
    client = page.server.test_client()
    first = set(named(client.get("/").text))
    page.files.prepare()
    (one,) = (address for address in first if "one.js" in address)
    (tmp_path / "one.js").write_text("/* second */")
    second = set(named(client.get("/").text))  # what was compressed is no longer the page
    assert first - second == {one}
    (new,) = second - first
    with client.get(new) as answer:
        assert answer.data == b"/* second */"
        assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/nowhere", "/assets/none.js", "/duty/x", "/screen/1"])
def test_an_unknown_address_is_not_found(running: Running, path: str) -> None:
    assert running.client.get(path).status_code == 404
    assert running.client.get("/").status_code == 200
