"""A page as PDF, by the styles that it is printed with.

As a process of its own: HTML on standard input, the file on standard output; MISSING with the reason on
standard error where the machine lacks what it takes.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import NoReturn

MISSING = 3
_CHINESE = b":lang=zh-cn"
# Debian's packages of the libraries that WeasyPrint loads.
_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
_FONTS = "fonts-noto-cjk"


class Missing(RuntimeError):
    """What a PDF takes and this machine does not have, with the command that installs it."""

    def __init__(self, packages: list[str]) -> None:
        super().__init__(
            f"a PDF takes the system packages {' '.join(packages)}: on Debian or Ubuntu, "
            f"sudo apt-get install --no-install-recommends {' '.join(packages)}"
        )


def pdf(html: str) -> bytes:
    """The file of a page that stands alone: nothing that it names is fetched. Raises Missing."""
    if lacking := missing():
        raise Missing(lacking)
    import weasyprint

    class Nothing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, *_: object, **__: object) -> NoReturn:
            raise ValueError(f"nothing is fetched for a review: {url[:100]}")

    page = weasyprint.HTML(string=html, url_fetcher=Nothing())
    file: bytes = page.write_pdf(pdf_tags=True)
    return file


def missing() -> list[str]:
    """Packages that this machine lacks, of Debian's names; libraries are looked for on Linux only."""
    if not sys.platform.startswith("linux"):
        return []
    found = [package for name, package in _LIBRARIES.items() if not _loads(name)]
    return found or ([] if _has_chinese() else [_FONTS])


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _has_chinese() -> bool:
    """Whether fontconfig knows a font with simplified Chinese."""
    fonts = ctypes.CDLL("libfontconfig.so.1")
    for function in (fonts.FcNameParse, fonts.FcObjectSetCreate, fonts.FcFontList):
        function.restype = ctypes.c_void_p
    pattern = ctypes.c_void_p(fonts.FcNameParse(_CHINESE))
    kept = ctypes.c_void_p(fonts.FcObjectSetCreate())
    listed = fonts.FcFontList(None, pattern, kept)
    return bool(listed) and ctypes.cast(listed, ctypes.POINTER(ctypes.c_int))[0] > 0


def main() -> int:
    """Draw what comes in, after everybody else's work."""
    os.nice(10)
    try:
        sys.stdout.buffer.write(pdf(sys.stdin.buffer.read().decode()))
    except Missing as error:
        sys.stderr.write(f"{error}\n")
        return MISSING
    return 0


if __name__ == "__main__":
    sys.exit(main())
