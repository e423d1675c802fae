"""Login by OpenID Connect (`/oidc/…`): to the provider and back, by the authorization code with PKCE."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from flask import Flask, redirect, request, session
from joserfc.errors import JoseError
from werkzeug import Response

from callbacks.access import addresses, begun, pages
from callbacks.access.context import Access
from callbacks.access.flows import remember_flows
from callbacks.access.throttle import Busy
from data_access.access import accounts
from layouts import entry

log = logging.getLogger(__name__)

_NAME = "provider"
_PATIENCE = 10  # seconds for an answer of the provider
_METADATA = "/.well-known/openid-configuration"
_ERROR = re.compile("[a-z_]{1,40}")  # as the standard has them: nothing that others can word
_BROKEN = (OSError, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, RuntimeError)
"""What is raised where a provider does not answer, or not as it should."""


class Provider:
    """The provider of the settings; what it says of itself is asked for once, when it is needed."""

    def __init__(self, server: Flask, access: Access) -> None:
        # Here: what it imports looks for IPv6 by opening a socket.
        from authlib.integrations.flask_client import OAuth

        settings = access.settings
        self._issuer, self._client_id = settings.oidc_issuer.rstrip("/"), settings.oidc_client_id
        claim = settings.oidc_name_claim
        oauth = OAuth(server)
        self._client = oauth.register(
            _NAME,
            client_id=self._client_id,
            client_secret=settings.oidc_client_secret.get_secret_value(),
            server_metadata_url=self._issuer + _METADATA,
            client_kwargs={
                "scope": "openid email" if claim.startswith("email") else "openid profile",
                "code_challenge_method": "S256",
                "default_timeout": _PATIENCE,
            },
        )

    def leave_for(self, callback: str, next_: str) -> Response:
        """To the provider, which leads back to `callback`; what the flow needs stays in a cookie."""
        self._check_issuer()
        flow = self._client.create_authorization_url(callback)
        self._client.save_authorize_data(redirect_uri=callback, next=next_, **flow)
        return redirect(flow["url"])

    def next_of(self, state: str) -> str | None:
        """Where the flow of a state goes on; None: it did not begin in this browser, or long ago."""
        found = self._client.framework.get_state_data(session, state)
        return None if found is None else addresses.local(found.get("next"))

    def name(self, claim: str) -> str:
        """Who has come back, by a claim; "" where the provider does not tell it."""
        self._check_issuer()
        issuer = self._client.load_server_metadata()["issuer"]
        expected = {"iss": [issuer], "aud": [self._client_id]}
        options = {key: {"essential": True, "values": said} for key, said in expected.items()}
        token = self._client.authorize_access_token(claims_options=options)
        claims = token["userinfo"]
        if claim not in claims:
            told = self._client.userinfo(token=token)
            if told.get("sub") != claims["sub"]:
                raise ValueError("userinfo is of another subject than the ID token")
            claims = told
        name = claims.get(claim)
        return name.strip() if isinstance(name, str) else ""

    def logout(self, back: str) -> str | None:
        """Where to end the provider's own session, too; None where it has no such address."""
        try:
            if not self._client.load_server_metadata().get("end_session_endpoint"):
                return None
            made = self._client.create_logout_url(back, client_id=self._client_id)
        except _BROKEN as error:
            _warn(error)
            return None
        return str(made["url"])

    def _check_issuer(self) -> None:
        said = str(self._client.load_server_metadata().get("issuer", "")).rstrip("/")
        if said != self._issuer:
            raise ValueError(f"ONESCREEN_OIDC_ISSUER is {self._issuer}, the provider says {said}")


def start_at(next_: str) -> str:
    """The address that leads to the provider, and from there on to a local address."""
    return f"/oidc/start?{urlencode({'next': next_}, safe='/')}"


def register(server: Flask, access: Access) -> Provider:
    """Add the routes under `/oidc` to a server."""
    remember_flows(server, access.settings.data_dir)
    provider = Provider(server, access)

    def failed(key: str, status: int, next_: str = "/", **values: object) -> Response:
        page = access.pages.page(next_)
        link = (page.t("access.again"), addresses.login(next_))
        said = page.t(f"access.oidc.{key}", **values)
        return pages.respond(entry.message(page, page.t("access.oidc"), [said], link), status)

    def start() -> Any:
        next_ = addresses.local(request.args.get("next"))
        try:
            with access.throttle.attempt():  # a provider that is silent holds a thread for long
                return provider.leave_for(f"{request.url_root}oidc/callback", next_)
        except Busy:
            return failed("silent", 503, next_)
        except _BROKEN as error:
            _warn(error)
            return failed("silent", 502, next_)

    def callback() -> Any:
        next_ = provider.next_of(request.args.get("state", ""))
        refused = request.args.get("error")
        if refused:  # some providers say so without the state
            what = refused if _ERROR.fullmatch(refused) else "error"
            if next_ is not None:
                access.tell("", "login_failed", how="oidc", error=what)
            return failed("refused", 403, next_ or "/", what=what)
        if next_ is None:
            return failed("outdated", 400)
        claim = access.settings.oidc_name_claim
        try:
            with access.throttle.attempt():
                name = provider.name(claim)
        except Busy:
            return failed("silent", 503, next_)
        except _BROKEN as error:
            _warn(error)
            return failed("silent", 502, next_)
        if not name:
            return failed("nameless", 403, next_, what=claim)
        return _enter(access, name, next_)

    server.add_url_rule("/oidc/start", "oidc_start", start)
    server.add_url_rule("/oidc/callback", "oidc_callback", access.reaching(callback))
    return provider


def _warn(error: Exception) -> None:
    """Without the traceback: an operator reads what is wrong with the provider, not our code."""
    log.warning("the OpenID provider does not answer as it should: %s", repr(error)[:500])


def _enter(access: Access, name: str, next_: str) -> Response:
    """Log in whom the provider confirmed, where there is an account of that name."""
    account = accounts.find(access.record, name)
    if account is None or account.disabled:
        access.tell(name[:200], "login_failed", how="oidc")
        page = access.pages.page(next_)
        said = page.t("access.unknown.said", name=name[:200])
        return pages.respond(entry.message(page, page.t("access.unknown"), [said]), 403)
    return begun.session(access, account.name, redirect(next_), "oidc")
