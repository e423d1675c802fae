"""Where a review leads: the months beside it, its editions and files; and what its forms ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import request

from callbacks.review_files import FORMS
from data_access.filters import FilterError
from data_access.review.sealing import Seal
from layouts.entry import Page

_OF_PAGE = ("lang", "theme", "edition", "weights")
_DAYS = (("first", "last"), ("with_first", "with_last"))
_PERIOD = ("month", "from", "to", "with")

Json = dict[str, Any]


def links(page: Page, query: Json, content: Json) -> list[tuple[str, str]]:
    """To the months beside it, the usual comparison, the other language and theme, the files, and back."""

    def link(path: str = "/review", **changes: str) -> str:
        said = {**query, **_of_page(), **changes}
        return f"{path}?{_said(said)}"

    found = []
    month = content["period"]["month"]
    if month:
        first = date.fromisoformat(f"{month}-01")
        before, after = first - timedelta(days=1), first + timedelta(days=31)
        nothing = dict.fromkeys(_PERIOD, "")
        for label, day in (("previous", before), ("next", after)):
            found.append((page.t(f"review.{label}"), link(**nothing | {"month": f"{day:%Y-%m}"})))
    if "chosen" in content["compared"]:
        found.append((page.t("review.with.usual"), link(**{"with": ""})))
    other = "zh" if page.language == "en" else "en"
    theme = "light" if page.theme == "dark" else "dark"
    return [
        *found,
        (page.t("access.other_language"), link(lang=other)),
        (page.t(f"theme.{theme}"), link(theme=theme)),
        *((page.t(f"review.file.{form}"), link("/review/file", format=form)) for form in FORMS),
        (page.t("review.file.pdf.a3"), link("/review/file", format="pdf", paper="a3")),
        (page.t("review.screen"), f"/?{_said({'lang': page.language, 'theme': page.theme})}"),
    ]


def editions(page: Page, query: Json, seals: Sequence[Seal]) -> list[tuple[str, str]]:
    """Where there are seals: each of them, and the figures of now."""
    if not seals:
        return []
    kept = {**query, **_of_page(), "with": ""}
    found = [
        (
            page.t("review.edition", n=seal.edition, name=f" {seal.name}" if seal.name else ""),
            f"/review?{_said(kept | {'edition': str(seal.edition)})}",
        )
        for seal in seals
    ]
    return [*found, (page.t("review.live"), f"/review?{_said(kept | {'edition': 'live'})}")]


def asked_by_form(form: Mapping[str, str]) -> str | None:
    """The address of the days that the form on the page asks for, as it is given to others; None where it does
    not. Its last days are meant with them. Raises FilterError."""
    if not form.get("first"):
        return None
    said = {name: value for name, value in form.items() if name not in (*_PERIOD, *sum(_DAYS, ()))}
    said["from"], said["to"] = _with_the_last(form, *_DAYS[0])
    if form.get("with_first") or form.get("with_last"):
        said["with"] = "/".join(_with_the_last(form, *_DAYS[1]))
    return f"/review?{_said(said)}"


def _with_the_last(form: Mapping[str, str], *names: str) -> tuple[str, str]:
    first, last = (form.get(name, "")[:32] for name in names)
    try:
        return first, (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        raise FilterError(f"{first}, {last}: both a first and a last day are needed") from None


def _of_page() -> dict[str, str]:
    return {name: request.args[name] for name in _OF_PAGE if request.args.get(name)}


def _said(query: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in query.items() if value}, safe=",:;/")
