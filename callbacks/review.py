"""`/review`: a month as a document, from its seal where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, request

from callbacks.access import addresses, pages
from callbacks.access.context import Access
from callbacks.access.peer import client_address
from callbacks.asked import within_reach
from callbacks.review_files import FORMS, SUFFIXES, Undrawn, file, seal_told
from callbacks.review_links import asked_by_form, editions, links
from data_access.access.viewer import may
from data_access.filters import DIMENSIONS, FilterError
from data_access.live.instants import Published, instant_key
from data_access.live.service import Service
from data_access.moments import month_start
from data_access.review import resolutions, sealing
from data_access.review.asking import (
    Unanswered,
    compared_with,
    review,
    reviewed_filter,
    with_resolutions,
)
from data_access.review.scores import with_weights
from data_access.review.sealing import Seal, SealError
from layouts import entry
from layouts.entry import Page
from layouts.review.around import PAPERS, Around, said_since, units
from layouts.review.document import document
from layouts.review.model import Document
from layouts.review.page import page as draw
from layouts.review.words import Words

_STYLES = ("00-tokens.css", "17-review.css")
_SCRIPT = "review.js"
_SINCE_SHOWN = 200
_ASKED = ("month", "from", "to", *DIMENSIONS)

Json = dict[str, Any]


def register(server: Flask, access: Access, service: Service) -> None:
    """Add `/review`, its files and its sealing to a server."""
    settings, answers = service.settings, service.answers

    def newest() -> Published:
        published = service.published
        if published is None:
            raise Unanswered("nothing is published yet")
        return published

    def answering(answer: Callable[[], Response]) -> Callable[[], Response]:
        def ask() -> Response:
            if service.published is None:
                return Response("not ready", status=503)
            page = _page(access)
            try:
                return answer()
            except (FilterError, SealError) as wrong:
                said = page.t("review.wrong", why=str(wrong))
                link = page.t("review.screen"), "/"
                return pages.respond(entry.message(page, page.t("review.print"), [said], link), 400)
            except Unanswered:
                return access.unreachable()
            except Undrawn as why:
                said = page.t("review.wrong", why=str(why))
                return pages.respond(entry.message(page, page.t("review.print"), [said]), 503)

        return access.reaching(ask)

    def live(query: Json) -> Json:
        published = newest()
        chosen = reviewed_filter(within_reach(), query)
        days = compared_with(query)
        key = f"review|{chosen}|{days}|{instant_key(published)}"
        found: Json = service.cache.once(
            key,
            lambda: review(
                answers, settings, chosen, published.as_of, record=service.record, days=days
            ),
        )
        # Not kept with the figures: what meetings resolve is no news of the record.
        names = service.answers.names(published, chosen.reach)
        return with_resolutions(found, service.record, names, settings.zone)

    def asked() -> Json:
        """What is asked for: by default the last month that is over."""
        named = (*_ASKED, "with")
        said = {name: request.args[name] for name in named if request.args.get(name)}
        if not {"month", "from", "to"} & said.keys():
            today = newest().as_of.astimezone(settings.zone).date()
            said["month"] = f"{month_start(today) - timedelta(days=1):%Y-%m}"
        return said

    def sealed(query: Json) -> tuple[list[Seal], Seal | None]:
        """The editions of what is asked for, and the one that is shown."""
        if not _sees_all():  # a seal tells of more than they may see
            return [], None
        chosen = reviewed_filter(within_reach(), query)
        found = sealing.editions(service.record, sealing.subject(chosen))
        wanted = request.args.get("edition", "")
        if wanted == "live" or not found or query.get("with"):  # a seal has its own comparison
            return found, None
        if not wanted:
            return found, found[0]
        return found, next((one for one in found if str(one.edition) == wanted), found[0])

    def made(page: Page) -> tuple[Document, Json, Around]:
        query = asked()
        seals, seal = sealed(query)
        content = live(query) if seal is None else seal.content
        levels = [(level.zh, level.en) for level in settings.levels]
        around = Around(
            links(page, query, content),
            editions=editions(page, query, seals),
            query=list(query.items()),
            units=units(page, content) if seal is None and may(g.viewer, "reviewer") else (),
            open=[one for one in content["resolutions"] if one["state"] != "done"],
            seals=seal is None
            and bool(content["period"]["final"])
            and "chosen" not in content["compared"]
            and _sees_all(),
        )
        if seal is not None:
            words = Words(page.language, content["names"])
            told = seal_told(words, seal, settings.timezone)
            now = live(query)
            since = [said_since(words, one) for one in sealing.since(content, now)[:_SINCE_SHOWN]]
            around = replace(around, seal=told, since=since)
        if weights := request.args.get(
            "weights"
        ):  # what is sealed, and compared with it, is without
            content = with_weights(content, weights)
        return document(content, page.language, levels), content, around

    def answer_page() -> Response:
        if address := asked_by_form(request.args):
            return redirect(address)  # type: ignore[return-value]
        page = _page(access)
        found, content, around = made(page)
        return pages.respond(
            draw(page, access.pages.file(_SCRIPT), found, content["names"], around)
        )

    def answer_file() -> Response:
        form = request.args.get("format", "xlsx")
        if form not in FORMS:
            raise FilterError(f"a file is one of {', '.join(FORMS)}, not {form!r}")
        paper = request.args.get("paper", "a4")
        if paper not in PAPERS or (form != "pdf" and paper != "a4"):
            raise FilterError(f"paper={paper[:32]}: a PDF is on one of {', '.join(PAPERS)}")
        found, content, around = made(_page(access))
        around = replace(around, paper=paper)
        if not access.note_export("review", form):
            return access.unreachable()
        data = file(service.cache, form, found, content, around)
        response = Response(data, mimetype=FORMS[form][0])
        name = f"review-{content['period']['first']}-{content['period']['end']}"
        if other := content["compared"].get("chosen"):
            name += f"-with-{other['first']}-{other['end']}"
        name += f".{SUFFIXES.get(form, form)}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def answer_seal() -> Response:
        query = {name: request.form[name] for name in _ASKED if request.form.get(name)}
        if not _sees_all():
            raise SealError(
                "a seal is of the whole district's: whoever sees a part cannot make one"
            )
        seal = sealing.seal(
            service.record,
            live(query),
            request.form.get("name", "").strip(),
            g.viewer.name,
            access.now(),
            client_address(),
        )
        said = query | {"edition": str(seal.edition)}
        return redirect(f"/review?{urlencode(said)}", 303)  # type: ignore[return-value]

    def answer_resolve() -> Response:
        said, viewer = request.form, g.viewer.name
        names = service.answers.names(newest(), within_reach())
        if said.get("do") == "done":
            done = resolutions.finish(
                service.record, said.get("id", ""), names, viewer, access.now()
            )
            access.tell(viewer, "resolution_done", done.text)
        else:
            text, unit, due = (said.get(name, "") for name in ("text", "unit", "due"))
            made = resolutions.add(service.record, text, unit, due, names, viewer, access.now())
            access.tell(viewer, "resolution_added", made.text, unit=unit, due=due)
        query = {name: said[name] for name in (*_ASKED, "with", "lang", "theme") if said.get(name)}
        return redirect(f"/review?{urlencode(query)}#resolutions", 303)  # type: ignore[return-value]

    server.add_url_rule("/review", "review", answering(answer_page))
    server.add_url_rule(
        "/review/resolve", "review_resolve", answering(answer_resolve), methods=["POST"]
    )
    server.add_url_rule("/review/file", "review_file", answering(answer_file))
    server.add_url_rule("/review/seal", "review_seal", answering(answer_seal), methods=["POST"])


def _sees_all() -> bool:
    reach = within_reach()
    return not reach.areas and not reach.departments


def _page(access: Access) -> Page:
    known = access.pages.page(addresses.asked_for())
    styles = tuple(access.pages.file(name) for name in _STYLES)
    return Page(known.language, known.theme, styles, known.icon)
