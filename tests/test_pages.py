"""The READMEs and pages agree with each other and with the files they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
SAN_FRANCISCO = "examples/san_francisco/README.md"
AUSTIN = "examples/austin_cameras/README.md"
PROSE = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("*.md", "docs/**/*.md", "examples/*/*.md")
    for path in ROOT.glob(pattern)
)


def shell(page: str) -> str:
    """The commands of a page, of all its blocks."""
    return "\n".join(re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL))


def loads(page: str) -> list[str]:
    """The page's commands that load something."""
    return [line for line in shell(page).splitlines() if re.match(r"onescreen load \w", line)]


@pytest.mark.parametrize("page", ["README.zh-CN.md", "docs/own-data.md", SAN_FRANCISCO])
def test_the_worked_example_is_the_same_everywhere(page: str) -> None:
    told = loads("README.md")
    assert len(told) == 5
    assert loads(page) == told


@pytest.mark.parametrize("page", [*READMES, "docs/own-data.md", SAN_FRANCISCO, AUSTIN])
def test_commands_name_files_that_exist(page: str) -> None:
    named = set(re.findall(r"examples/\S+\.(?:sql|toml|geojson)", shell(page)))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("page", READMES)
def test_seconds_are_minutes(page: str) -> None:
    pairs = re.findall(r"([\d,.]+) s = ([\d.]+) min", (ROOT / page).read_text("utf-8"))
    assert len(pairs) == 4
    for seconds, minutes in pairs:
        assert f"{float(seconds.replace(',', '')) / 60:.3f}" == minutes


@pytest.mark.parametrize("page", PROSE)
def test_links_lead_to_files(page: str) -> None:
    text, folder = (ROOT / page).read_text("utf-8"), (ROOT / page).parent
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)", text)
    missing = [link for link in links if "://" not in link and not (folder / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", [page for page in PROSE if page.endswith(".zh-CN.md")])
def test_punctuation_between_chinese_characters_is_full_width(page: str) -> None:
    prose = re.sub(r"`[^`]*`", "", (ROOT / page).read_text("utf-8"))
    assert re.findall(r".?[\u4e00-\u9fff][,:;?!()].?|.?[,:;?!()][\u4e00-\u9fff].?", prose) == []
