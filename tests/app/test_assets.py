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


def test_what_only_others_need_is_not_loaded(running: Running) -> None:
    files = " ".join(named(running.client.get("/").text))
    for unneeded in ("dash_table", "mathjax", "dropdown"):
        assert unneeded not in files


def test_an_address_names_the_content_of_a_file(tmp_path: Path) -> None:
    for name in ("one.js", "two.css"):
        (tmp_path / name).write_text("/* first */")
    page = Page("page", server=Flask("page"), assets_folder=str(tmp_path))  # type: ignore[arg-type]
    page.layout = html.Div()
    assets.register(page)
    client = page.server.test_client()
    first = set(named(client.get("/").text))
    page.files.prepare()
    (one,) = (address for address in first if "one.js" in address)
    (tmp_path / "one.js").write_text("/* second */")
    second = set(named(client.get("/").text))
    assert first - second == {one}
    (new,) = second - first
    with client.get(new) as answer:
        assert answer.data == b"/* second */"
        assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/nowhere", "/assets/none.js", "/duty/x", "/screen/1"])
def test_an_unknown_address_is_not_found(running: Running, path: str) -> None:
    assert running.client.get(path).status_code == 404
    assert running.client.get("/").status_code == 200
