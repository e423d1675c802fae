"""What the sections of the administrators' pages work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, redirect, request
from werkzeug import Response

from callbacks.access import pages
from callbacks.access.context import Access
from callbacks.admin.notes import Notes
from data_access.access.checks import AccessError
from data_access.access.viewer import Viewer
from data_access.live.service import Service
from data_access.reach import EVERYTHING
from layouts import entry
from layouts.admin.frame import BESIDE, Frame, Note
from layouts.texts import text

_STYLE = "16-admin.css"
_MOST, _LONGEST = 2000, 200  # values of a form that are shown again, characters of each


@dataclass(frozen=True)
class Done:
    """What was done: the page that says so, a key after "admin.done." and its values; the token of a
    new display."""

    page: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    token: str = ""


Show = Callable[[Frame], str]
Form = Callable[[], Done | Response]


class Office:
    """Pages of one server, with who asks and what they are told of."""

    def __init__(self, server: Flask, access: Access, service: Service) -> None:
        self.server, self.access, self.service = server, access, service
        self.record, self.now = access.record, access.now
        self._notes = Notes()

    def add(self, path: str, endpoint: str, show: Show, **forms: Form) -> None:
        """Serve a page, and its forms by what their field `do` says. `show` and the forms may raise
        AccessError: there is no such page, or what was sent is refused."""

        def answer() -> Response:
            if request.method == "POST":
                return self._answer(forms)
            frame = self.frame()
            try:
                return pages.respond(show(frame))
            except AccessError as missing:
                said = frame.t(f"error.{missing.key}", **missing.values)
                link = frame.t("accounts"), frame.link("/admin/accounts")
                html = entry.message(frame.page, frame.t("title"), [said], link)
                return pages.respond(html, 404)

        methods = ["GET", "POST"] if forms else ["GET"]
        self.server.add_url_rule(path, endpoint, self.access.reaching(answer), methods=methods)

    def _answer(self, forms: Mapping[str, Form]) -> Response:
        do = request.form.get("do", "")
        try:
            if do not in forms:
                raise AccessError("there is no such form", "form")
            done = forms[do]()
        except AccessError as refused:
            form = do if do in BESIDE and do in forms else ""
            note = Note(f"error.{refused.key}", refused.values, wrong=True, form=form, said=_said())
            return self._onward(request.path, request.args.to_dict(), note)
        if isinstance(done, Response):
            return done
        note = Note(f"done.{done.key}", done.values, token=done.token)
        if done.token:
            note = replace(note, address=f"{request.url_root}display#{done.token}")
        return self._onward(done.page, dict(done.query), note)

    def _onward(self, path: str, query: dict[str, str], note: Note) -> Response:
        said = query | self._query() | {"note": self._notes.leave(_owner(), note, self.now())}
        return redirect(f"{path}?{urlencode(said)}", 303)

    def frame(self) -> Frame:
        """For whoever asks, in the language and theme that the address says."""
        service, now, viewer = self.service, self.now(), _viewer()
        published = service.published
        return Frame(
            self._page(),
            self.access.settings.access,
            None if published is None else service.answers.names(published, EVERYTHING),
            service.settings.zone,
            now,
            viewer.name,
            viewer.session,
            self._query(),
            self._notes.take(_owner(), request.args.get("note", ""), now),
        )

    def tell(self, action: str, subject: str = "", **detail: Any) -> None:
        """Write down that whoever asks did something."""
        self.access.tell(_viewer().name, action, subject, **detail)

    def _page(self) -> entry.Page:
        page = self.access.pages.page(f"/?theme={request.args.get('theme', '')}")
        other_theme = "dark" if page.theme == "light" else "light"
        other_language = "zh" if page.language == "en" else "en"
        switches = (
            (text(f"theme.{other_theme}", page.language), _here(theme=other_theme)),
            (text("access.other_language", page.language), _here(lang=other_language)),
        )
        styles = (*page.styles, self.access.pages.file(_STYLE))
        return replace(page, styles=styles, switches=switches)

    def _query(self) -> dict[str, str]:
        """Language and theme, where an address needs to say them."""
        language = self.access.pages.language()
        query = {} if language == self.access.settings.language else {"lang": language}
        return query | ({"theme": "light"} if request.args.get("theme") == "light" else {})


def _here(**changes: str) -> str:
    """This page with another language or theme."""
    kept = {n: v for n, v in request.args.items() if n != "note" and len(n + v) <= _LONGEST}
    return f"{request.path}?{urlencode(kept | changes)}"


def _said() -> dict[str, tuple[str, ...]]:
    """What was typed, but no password, to be shown again."""
    kept = [name for name in request.form if name != "do" and not name.startswith("password")]
    return {
        name: tuple(value[:_LONGEST] for value in request.form.getlist(name)[:_MOST])
        for name in kept
    }


def _viewer() -> Viewer:
    viewer: Viewer = g.viewer
    return viewer


def _owner() -> str:
    viewer = _viewer()
    return f"{viewer.kind} {viewer.name} {viewer.session}"
