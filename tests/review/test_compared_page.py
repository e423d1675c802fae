"""A chosen comparison by the address, by the forms of the page, and by `onescreen report`."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from pptx import Presentation
from python_calamine import CalamineWorkbook

from app import main
from data_access.review import sealing
from tests.app.conftest import Running
from tests.review.conftest import ORIGIN
from tests.review.test_page import OCTOBER, text, town

__all__ = ["town"]
WITH = "with=2026-08-01/2026-08-15"
NAMED = "2026-08-01 to 2026-08-14"


def test_the_address_carries_it_to_the_files(shown: Running) -> None:
    page = text(shown, f"{OCTOBER}&{WITH}&lang=en")
    assert f"On {NAMED}" in page
    files = re.findall(r'href="(/review/file\?[^"]+)"', page)
    assert len(files) == 5
    assert all("with=2026-08-01/2026-08-15" in one for one in files)
    answer = shown.client.get(f"/review/file?format=xlsx&{OCTOBER}&{WITH}&lang=en")
    name = "review-2026-10-01-2026-11-01-with-2026-08-01-2026-08-15.xlsx"
    assert name in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    for sheet in book.sheet_names:
        assert NAMED in str(book.get_sheet_by_name(sheet).to_python()[1][0])
    deck = Presentation(
        io.BytesIO(shown.client.get(f"/review/file?format=pptx&{OCTOBER}&{WITH}&lang=en").data)
    )
    for slide in deck.slides:
        assert NAMED in " ".join(one.text or "" for one in slide.element.iter("{*}t"))


def test_what_is_sealed_is_shown_live_says_so_and_leads_to_the_seal(town: Running) -> None:
    town.client.post("/review/seal", data={"month": "2026-10", "with": "2026-08"}, headers=ORIGIN)
    (seal,) = sealing.listed(town.service.record)
    assert "chosen" not in seal.content["compared"]
    page = text(town, f"{OCTOBER}&edition=1&{WITH}&lang=en")
    assert seal.digest[:16] not in page
    assert "live figures, not sealed ones" in page
    (edition,) = re.findall(r'href="(/review\?[^"]*edition=1)"[^>]*>Edition 1', page)
    assert "with" not in edition
    assert seal.digest[:16] in text(town, f"{OCTOBER}&edition=1&lang=en")
    assert "/review/seal" not in page  # a seal of the page would not be what it shows


@pytest.mark.parametrize("with_", ["2026-10", "2026-13", "2026-08-02/2026-08-01", "2027-01"])
def test_what_is_wrong_is_said(shown: Running, with_: str) -> None:
    assert "cannot be given: with=" in text(shown, f"{OCTOBER}&with={with_}&lang=en", 400)


def test_the_forms_ask_for_months_and_days(shown: Running) -> None:
    page = text(shown, f"{OCTOBER}&area=street0&{WITH}&lang=en")
    form = page.split('<details class="review-choose">')[1].split("</details>")[0]
    assert form.count('name="area" value="street0"') == 2
    assert 'value="2026-10"' not in form
    assert "On September 2026" in text(shown, "month=2026-10&with=2026-09&lang=en")
    assert "On the month before" in text(shown, "month=2026-10&with=&lang=en")
    asked = "/review?area=street0&lang=en&first=2026-10-18&last=2026-10-31"
    answer = shown.client.get(f"{asked}&with_first=2026-10-01&with_last=2026-10-10")
    assert answer.status_code == 302
    page = shown.client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "2026-10-18 to 2026-10-31" in page
    assert "On 2026-10-01 to 2026-10-10" in page
    usual = shown.client.get(f"{asked}&with_first=&with_last=").headers["Location"]
    assert "with" not in usual
    assert "On as many days before" in shown.client.get(usual).get_data(as_text=True)
    for wrong in ("with_first=2026-10-01", "with_last=2026-10-01", "last=x"):
        assert shown.client.get(f"/review?first=2026-10-18&{wrong}").status_code == 400


def test_the_command(
    sealed_week: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(sealed_week, folder)
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(folder))
    monkeypatch.setenv("ONESCREEN_TIMEZONE", "America/New_York")
    out = tmp_path / "a.html"
    asked = ["report", "--month", "2026-10", "--lang", "en", "--out", str(out)]
    assert main([*asked, "--with", "2026-08-01/2026-08-15"]) == 0
    page = out.read_text("utf-8")
    assert f"On {NAMED}" in page
    assert "live figures, not sealed ones" in page
    assert "SHA-256" not in page
    assert main([*asked, "--with", "2026-10-31/2026-11-02"]) == 2
    assert "overlaps what is reviewed" in capsys.readouterr().err
