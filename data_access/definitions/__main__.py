"""`python -m data_access.definitions docs`: make the tables of docs/indicators anew."""

import sys
from pathlib import Path

from data_access.definitions.pages import PAGES, written


def main(folder: Path) -> None:
    """Write both pages in a folder."""
    for name, language in PAGES.items():
        page = folder / name
        page.write_text(written(page.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
