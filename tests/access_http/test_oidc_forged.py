"""Tokens that a provider did not make for this login log nobody in."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.access_http.conftest import Serve, admitted
from tests.access_http.test_oidc import settings
from tests.engines import SQLiteFiles

Claims = dict[str, Any]
KEY, ANOTHER = RSAKey.generate_key(2048), RSAKey.generate_key(2048)


class Forger(BaseHTTPRequestHandler):
    """Says that it is a provider, and hands out what the test gives it."""

    token = ""
    address = ""

    def do_GET(self) -> None:
        if self.path == "/jwks":
            return self.say({"keys": [KEY.as_dict(private=False)]})
        return self.say(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/jwks",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.say({"access_token": "a", "token_type": "Bearer", "id_token": type(self).token})

    def say(self, body: Claims) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def forger() -> Iterator[type[Forger]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Forger) as server:
        Forger.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Forger
        server.shutdown()
        thread.join()


def signed(claims: Claims, key: RSAKey = KEY, algorithm: str = "RS256") -> str:
    return jwt.encode({"alg": algorithm}, claims, key, algorithms=[algorithm])


def unsigned(claims: Claims) -> str:
    head, body, _ = signed(claims).split(".")
    return f"eyJhbGciOiJub25lIn0.{body}." if head else ""


FORGED: dict[str, Callable[[Claims], str]] = {
    "of another application": lambda right: signed(right | {"aud": "another"}),
    "of another application, for this one": lambda right: signed(
        right | {"aud": "another", "azp": "screen"}
    ),
    "of another provider": lambda right: signed(right | {"iss": "http://127.0.0.1:1"}),
    "of another login": lambda right: signed(right | {"nonce": "another"}),
    "of no login": lambda right: signed({k: v for k, v in right.items() if k != "nonce"}),
    "of yesterday": lambda right: signed(right | {"exp": right["iat"] - 86_400}),
    "signed by another": lambda right: signed(right, ANOTHER),
    "not signed": unsigned,
    "no token": lambda _: "x.y.z",
    "without a name": lambda right: signed(
        {k: v for k, v in right.items() if k != "preferred_username"}
    ),
    "with a name that is no text": lambda right: signed(right | {"preferred_username": ["wang"]}),
}


@pytest.mark.parametrize("how", ["right", *FORGED])
def test_only_the_right_token_logs_somebody_in(
    serve: Serve, sqlite_files: SQLiteFiles, forger: type[Forger], how: str
) -> None:
    site = serve(sqlite_files, **settings(forger.address))
    site.account("wang", password=None)
    client = site.client()
    asked = parse_qs(urlsplit(client.get("/oidc/start").location).query)
    now = int(time.time())
    right: Claims = {
        "iss": forger.address,
        "aud": "screen",
        "sub": "42",
        "iat": now,
        "exp": now + 600,
        "nonce": asked["nonce"][0],
        "preferred_username": "wang",
    }
    forger.token = FORGED.get(how, signed)(right)
    answer = client.get(f"/oidc/callback?code=c&state={asked['state'][0]}")
    assert (answer.status_code == 302) == (how == "right"), answer.text
    assert admitted(client) == (how == "right")
    if how != "right":
        assert answer.status_code in (403, 502)
        assert "Traceback" not in answer.text


def test_a_provider_that_calls_itself_otherwise_is_not_gone_to(
    serve: Serve, sqlite_files: SQLiteFiles, forger: type[Forger]
) -> None:
    site = serve(sqlite_files, **settings(forger.address.replace("127.0.0.1", "localhost")))
    answer = site.client().get("/oidc/start?next=/%3Flang%3Den")
    assert answer.status_code == 502
    assert "Location" not in answer.headers
    assert "does not answer, or not as it should" in answer.text
