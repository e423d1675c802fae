"""The way in (`/login`): name and password, or on to the OpenID provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, redirect, request
from werkzeug import Response

from callbacks.access import begun, oidc, pages
from callbacks.access.context import Access
from callbacks.access.peer import client_address, subscriber
from callbacks.access.throttle import Busy
from callbacks.access.viewers import Viewers
from data_access.access import accounts
from data_access.access.checks import folded
from layouts import entry

_LONGEST = 1000  # characters of a name or a password


def register(
    server: Flask, access: Access, viewers: Viewers, provider: oidc.Provider | None
) -> None:
    """Add the route `/login` to a server: a form, or the way to the `provider` where there is one."""

    def login() -> Any:
        next_ = access.pages.wanted(request.args)
        if viewers.of_request() is not None:
            return redirect(next_)
        if provider is not None:
            return redirect(oidc.start_at(next_))
        return pages.respond(entry.login(access.pages.page(next_), next_))

    def enter() -> Response:
        said = _said()
        next_ = access.pages.wanted(said)
        page = access.pages.page(next_, said.get("lang"))
        name, password = said.get("name", ""), said.get("password", "")

        def refused(problem: str, status: int, wait: int = 0) -> Response:
            response = pages.json_answer({"problem": problem}, status)
            if not pages.wants_json():
                response = pages.respond(entry.login(page, next_, name, problem), status)
            if wait:
                response.headers["Retry-After"] = str(wait)
            return response

        if max(len(name), len(password)) > _LONGEST:
            return refused(page.t("access.wrong"), 401)
        try:
            with access.throttle.attempt():
                return _attempt(access, name, password, next_, page, refused)
        except Busy:
            return refused(page.t("access.busy"), 503, wait=2)

    server.add_url_rule("/login", "login", access.reaching(login))
    if provider is None:
        server.add_url_rule("/login", "enter", access.reaching(enter), methods=["POST"])


def _attempt(
    access: Access,
    name: str,
    password: str,
    next_: str,
    page: entry.Page,
    refused: Callable[..., Response],
) -> Response:
    """A login: a wrong name and a wrong password are the same, in words and in time."""
    throttled = subscriber(client_address()), folded(name)
    wait = access.throttle.wait(*throttled)
    if wait:
        return refused(page.t("access.many", n=wait), 429, wait)
    account = accounts.verify(access.record, name, password)
    if account is None:
        # A name that is none may be a password, typed into the wrong field: it is not written down.
        known = accounts.find(access.record, name)
        access.tell(known.name if known else "", "login_failed")
        return refused(page.t("access.wrong"), 401)
    access.throttle.forget(*throttled)
    onward = pages.json_answer({"next": next_}) if pages.wants_json() else redirect(next_, 303)
    return begun.session(access, account.name, onward, "accounts")


def _said() -> dict[str, str]:
    """What a form or a script sent; what is no text counts as not sent."""
    sent = request.get_json(silent=True) if request.is_json else request.form
    return {k: v for k, v in sent.items() if isinstance(v, str)} if isinstance(sent, dict) else {}
