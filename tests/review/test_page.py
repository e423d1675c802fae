"""`/review` and the commands, as they are asked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from app import main
from callbacks import review_files
from data_access.record.write import write_incidents
from data_access.review import sealing
from tests.app.conftest import Running
from tests.factories import DAY, incident, reported
from tests.figures.town import NOW
from tests.review.conftest import ORIGIN, SETTINGS, over_a_copy

OCTOBER = "month=2026-10"


@pytest.fixture
def town(week_later: Path, tmp_path: Path) -> Iterator[Running]:
    """The busy town a week later: October may be sealed."""
    with over_a_copy(week_later, tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def sealed(sealed_week: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """October is sealed, and then one more of its cases comes."""
    with over_a_copy(sealed_week, tmp_path_factory.mktemp("late")) as found:
        come_late(found)
        yield found


def come_late(town: Running) -> None:
    """A case that was reported in October is told of, and shown."""
    late = incident("late", reported(NOW - 10 * DAY), source="patrol", area="quarter00")
    write_incidents(town.service.record, [late], now=NOW, origin="test")
    town.clock.move(seconds=5)
    assert town.service.publisher.tick()


def text(town: Running, query: str, status: int = 200) -> str:
    answer = town.client.get(f"/review?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == status
    found: str = answer.get_data(as_text=True)
    return found


def test_by_default_it_is_of_the_last_month_that_is_over(shown: Running) -> None:
    assert "October 2026" in text(shown, "lang=en")
    assert "2026 年 10 月" in text(shown, "")
    assert "2026 年 9 月" in text(shown, "month=2026-09")


@pytest.mark.parametrize(
    "query",
    [
        "month=2026-13",
        "month=x",
        "from=2026-10-01",
        "month=2027-01",
        "from=2026-10-02&to=2026-10-01",
        "month=2026-10&area=nowhere",
    ],
)
def test_what_is_wrong_is_said(shown: Running, query: str) -> None:
    assert "cannot be given" in text(shown, f"{query}&lang=en", 400)


def test_a_figure_leads_to_its_incidents(shown: Running) -> None:
    page = text(shown, f"{OCTOBER}&lang=en")
    query = "from=2026-10-01&amp;to=2026-11-01&amp;area=street0"
    (link,) = set(re.findall(f'href="/[?]({query}&amp;list=closure.due&amp;[^"]*)"', page))
    assert "at_version=" in link
    assert 'href="/?lang=en&amp;theme=dark">To the screen' in page
    assert link.endswith("&amp;lang=en&amp;theme=dark")  # of the page that it stands on
    listed = shown.client.get("/list?from=2026-10-01&to=2026-11-01&area=street0&list=closure.due")
    assert listed.status_code == 200


def test_a_sealed_month_is_shown_from_its_seal_and_says_what_came_since(town: Running) -> None:
    before = text(town, f"{OCTOBER}&lang=en")
    assert "Since the seal" not in before
    answer = town.client.post(
        "/review/seal", data={"month": "2026-10", "name": "first"}, headers=ORIGIN
    )
    assert answer.status_code == 303
    (seal,) = sealing.listed(town.service.record)
    assert seal.name == "first"
    sealed = text(town, f"{OCTOBER}&lang=en")
    assert f"sealed 2026-11-10 10:30:20, SHA-256 {seal.digest[:16]}" in sealed  # by nobody's name
    assert "No figure has changed since" in sealed
    come_late(town)
    since = text(town, f"{OCTOBER}&lang=en")
    assert "No figure has changed since" not in since
    assert "Filed" in since.split('id="since"')[1]
    again = town.client.post("/review/seal", data={"month": "2026-10"}, headers=ORIGIN)
    assert again.headers["Location"].endswith("edition=2")
    assert "edition 1 first" in text(town, f"{OCTOBER}&lang=en").lower()
    assert "edition 2," in text(town, f"{OCTOBER}&edition=2&lang=en").lower()
    assert "Since the seal" not in text(town, f"{OCTOBER}&edition=live&lang=en")


def test_what_still_changes_is_not_sealed(shown: Running) -> None:
    answer = shown.client.post("/review/seal", data={"month": "2026-11"}, headers=ORIGIN)
    assert answer.status_code == 400
    assert sealing.listed(shown.service.record) == []


def test_the_workbook_says_the_same(shown: Running) -> None:
    answer = shown.client.get(f"/review/file?format=xlsx&{OCTOBER}&lang=en")
    assert (
        answer.headers["Content-Disposition"]
        == 'attachment; filename="review-2026-10-01-2026-11-01.xlsx"'
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names[0] == "In short"
    title = str(book.get_sheet_by_index(0).to_python()[0][0])
    assert title.startswith("Review of town")


def test_every_table_comes_as_csv(shown: Running) -> None:
    answer = shown.client.get(f"/review/file?format=csv&{OCTOBER}&lang=en")
    name = "review-2026-10-01-2026-11-01.zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read("00-about.csv").decode("utf-8-sig").startswith("Review of town")
        assert "01-rates.csv" in archive.namelist()


def test_slides_say_the_same_and_of_which_seal_they_are(sealed: Running) -> None:
    (seal,) = sealing.listed(sealed.service.record)
    answer = sealed.client.get(f"/review/file?format=pptx&{OCTOBER}&lang=en")
    assert answer.headers["Content-Disposition"].endswith('review-2026-10-01-2026-11-01.pptx"')
    deck = Presentation(io.BytesIO(answer.data))
    assert deck.slides[0].shapes.title.text.startswith("Review of town")
    for slide in deck.slides:
        said = " ".join(one.text or "" for one in slide.element.iter("{*}t"))
        assert seal.digest[:16] in said


@pytest.mark.parametrize(
    ("paper", "width"), [("&paper=a3", 1191), pytest.param("", 595, marks=pytest.mark.long)]
)
def test_a_pdf_says_the_same_and_what_came_since_the_seal(
    sealed: Running, monkeypatch: pytest.MonkeyPatch, paper: str, width: int
) -> None:
    """While another is drawn, it says that it cannot be, and remembers nothing of it."""
    (seal,) = sealing.listed(sealed.service.record)
    asked = f"/review/file?format=pdf&{OCTOBER}&lang=en{paper}"
    with monkeypatch.context() as hurried, review_files._AT_ONCE:
        hurried.setattr(review_files, "_PATIENCE", 0)
        answer = sealed.client.get(asked)
        assert answer.status_code == 503
        assert "try again in a minute" in answer.get_data(as_text=True)
    answer = sealed.client.get(asked)
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    pages = [page.extract_text() for page in reader.pages]
    assert pages[0].startswith("Review of town")
    assert all(seal.digest[:16] in page.replace("\n", "") for page in pages)
    assert "Since the seal" in " ".join(pages)
    assert "street0 Filed" in " ".join(pages)
    assert round(reader.pages[0].mediabox.width) == width


def test_a_file_is_drawn_once(shown: Running) -> None:
    asked = f"/review/file?format=xlsx&{OCTOBER}&lang="
    once = [shown.client.get(f"{asked}en").data for _ in range(2)]
    assert once[0] == once[1]  # a file that is drawn again has another moment in it
    misses = shown.service.cache.misses
    shown.client.get(f"{asked}en")
    assert shown.service.cache.misses == misses
    assert shown.client.get(f"{asked}zh").data != once[0]


def test_another_format_is_refused(shown: Running) -> None:
    answer = shown.client.get(f"/review/file?format=docx&{OCTOBER}&lang=en")
    assert answer.status_code == 400
    assert "xlsx, pptx, csv, pdf" in answer.get_data(as_text=True)
    for wrong in ("format=pdf&paper=a5", "format=xlsx&paper=a3"):
        answer = shown.client.get(f"/review/file?{wrong}&{OCTOBER}&lang=en")
        assert answer.status_code == 400
        assert "on one of a4, a3" in answer.get_data(as_text=True)


def test_commands_write_seal_and_verify(
    town: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a server over the folder, as a scheduled job may run."""
    town.service.stop()
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(town.service.settings.data_dir))
    monkeypatch.setenv("ONESCREEN_TIMEZONE", "America/New_York")
    out = tmp_path / "out"
    out.mkdir()
    asked = ["report", "--from", "2026-10-01", "--to", "2026-11-01", "--out"]
    assert main([*asked, str(out / "a.html"), "--lang", "en"]) == 0
    html = (out / "a.html").read_text("utf-8")
    assert "October 2026" in html
    assert '<link rel="stylesheet"' not in html  # it stands alone
    archive = out / "october.json"
    assert main(["seal", "2026-10", "--name", "first", "--out", str(archive)]) == 0
    # From here on it is shown from its seal, which is quickly read.
    assert main([*asked, str(out / "a.json"), "--format", "json"]) == 0
    content = json.loads((out / "a.json").read_bytes())
    assert content["period"]["filter"] == {"from": "2026-10-01", "to": "2026-11-01"}
    assert main([*asked, str(out / "a.xlsx"), "--format", "xlsx"]) == 0
    assert main([*asked, str(out / "a.pptx"), "--format", "pptx", "--lang", "en"]) == 0
    deck = Presentation(out / "a.pptx")
    assert "October 2026" in {shape.text for shape in deck.slides[0].shapes if shape.has_text_frame}
    assert main([*asked, str(out / "a.pdf"), "--format", "pdf", "--lang", "en"]) == 0
    first = PdfReader(out / "a.pdf").pages[0]
    assert "October 2026" in first.extract_text()
    assert round(first.mediabox.width) == 595  # A4
    assert main([*asked, str(out / "a3.html"), "--paper", "a3"]) == 0
    assert 'class="review-page is-a3"' in (out / "a3.html").read_text("utf-8")
    assert main([*asked, str(out / "a3.xlsx"), "--format", "xlsx", "--paper", "a3"]) == 2
    assert not (out / "a3.xlsx").exists()
    (out / "fonts.conf").write_text(f"<fontconfig><cachedir>{out}</cachedir></fontconfig>")
    with monkeypatch.context() as without_fonts:
        without_fonts.setenv("FONTCONFIG_FILE", str(out / "fonts.conf"))
        assert main([*asked, str(out / "b.pdf"), "--format", "pdf"]) == 2
    assert "fonts-noto-cjk" in capsys.readouterr().err
    assert not (out / "b.pdf").exists()
    assert main(["report", "--month", "2026-13", "--out", str(out / "b.html")]) == 2
    assert main(["seal", "--verify", str(archive)]) == 0
    assert main(["seal", "--list"]) == 0
    assert "edition 1 'first'" in capsys.readouterr().out
    again = out / "again.json"
    assert main(["seal", "--archive", "2026-10", "--out", str(again)]) == 0
    assert again.read_bytes() == archive.read_bytes()
    assert main(["seal", "--archive", "2026-10", "--out", str(again)]) == 2  # it is there already
    assert main(["seal", "--archive", "2026-10"]) == 2
    assert "needs --out" in capsys.readouterr().err
    missing = ["seal", "--archive", "2026-10", "--edition", "2", "--out", str(out / "b.json")]
    assert main(missing) == 2
    assert "no edition 2" in capsys.readouterr().err
    assert main(["seal", "2026-10", "--out", str(out / "nowhere" / "c.json")]) == 2
    archive.write_bytes(archive.read_bytes().replace(b'"filed":', b'"filed":1', 1))
    assert main(["seal", "--verify", str(archive)]) == 2
    assert "was changed" in capsys.readouterr().err
    assert (
        main(["seal", "2026-10", "--out", str(archive)]) == 2
    )  # the file is there: nothing is sealed
    assert main(["seal", "--list"]) == 0
    assert "edition 2" not in capsys.readouterr().out


def test_other_weights_are_shown_and_never_sealed(
    town: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    formulas = SETTINGS.review_scores
    monkeypatch.setitem(town.service.settings.__dict__, "review_scores", formulas)
    assert "for each term of a score" in text(town, f"{OCTOBER}&weights=1,2&lang=en", 400)
    page = text(town, f"{OCTOBER}&weights=1,1,1,97&lang=en")
    assert "What if: Score of streets" in page
    assert "weights=1,1,1,97&amp;" in page or "weights=1,1,1,97&" in page  # links keep them
    data = {"month": "2026-10", "weights": "1,1,1,97"}
    assert town.client.post("/review/seal", data=data, headers=ORIGIN).status_code == 303
    (seal,) = sealing.listed(town.service.record)
    assert [t["points"] for t in seal.content["scores"][0]["terms"]] == [30, 30, 20, 20]
    sealed = text(town, f"{OCTOBER}&weights=1,1,1,97&lang=en")
    assert "What if: Score of streets" in sealed
    assert "What if" not in text(town, f"{OCTOBER}&lang=en")
    assert "list=closure.decided&amp;at_version=" in sealed
