"""What is believed of the way that a request came."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbacks.access.peer import Peers, parsed, subscriber
from data_access.settings import Settings

SAID = {
    "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "screen.example",
    "HTTP_X_FORWARDED_PORT": "1",
    "HTTP_X_FORWARDED_PREFIX": "/elsewhere",
    "HTTP_X_REAL_IP": "6.6.6.6",
    "HTTP_FORWARDED": "for=6.6.6.6",
}


def through(peer: str, proxies: str) -> dict[str, Any]:
    """What the application sees of a request that says all of it, from a peer."""
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", "HTTP_HOST": "own:8050", **SAID}
    Peers(app, Settings(trusted_proxies=proxies).trusted_proxies)(environ, None)
    return seen


@pytest.mark.parametrize("peer", ["10.1.2.3", "::ffff:10.1.2.3", "fd00::7"])
def test_a_proxy_of_ours_is_believed_by_its_own_word(peer: str) -> None:
    seen = through(peer, "10.1.2.0/24, fd00::/8")
    assert seen["REMOTE_ADDR"] == "203.0.113.9"  # what stands before it, anybody can say
    assert (seen["wsgi.url_scheme"], seen["HTTP_HOST"]) == ("https", "screen.example")
    assert seen["onescreen.proxy"] is True
    assert seen.get("SCRIPT_NAME", "") == ""


@pytest.mark.parametrize("peer", ["10.1.3.1", "127.0.0.1", "::1", "", "unix:"])
def test_of_anybody_else_nothing_is_left(peer: str) -> None:
    seen = through(peer, "10.1.2.0/24")
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == (peer, "http")
    assert seen["HTTP_HOST"] == "own:8050"
    assert seen["onescreen.proxy"] is False
    assert not set(SAID) & set(seen)


@given(st.text(max_size=40))
def test_any_text_may_be_an_address_or_not(text: str) -> None:
    assert parsed(text) is None or str(parsed(text))
    assert len(subscriber(text)) <= 64


def test_a_subscriber_is_an_address_or_a_network_of_ipv6() -> None:
    assert subscriber("203.0.113.9") == subscriber("::ffff:203.0.113.9") == "203.0.113.9"
    assert subscriber("2001:db8::1") == subscriber("2001:db8::ffff:1") != subscriber("2001:db9::1")
