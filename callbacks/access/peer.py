"""Who is at the other end of a request: what a proxy says of it is believed of ours only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix

Network = IPv4Network | IPv6Network
WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]

_THROUGH = "onescreen.proxy"  # in the environment of a request: whether our proxy brought it
_SAID = ("HTTP_FORWARDED", "HTTP_X_REAL_IP")
_SAID_TOO = "HTTP_X_FORWARDED_"


class Peers:
    """A WSGI application behind proxies of these networks.

    From them the last proxy's own word counts for address, scheme and host (`X-Forwarded-For`,
    `-Proto`, `-Host`); from anyone else such headers are taken away, whatever they say.
    """

    def __init__(self, app: WSGI, proxies: Sequence[Network]) -> None:
        self._app, self._proxies = app, proxies
        self._believing = ProxyFix(app, x_for=1, x_proto=1, x_host=1)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        address = parsed(environ.get("REMOTE_ADDR", ""))
        environ[_THROUGH] = address is not None and any(address in one for one in self._proxies)
        if environ[_THROUGH]:
            return self._believing(environ, start_response)
        for name in [n for n in environ if n in _SAID or n.startswith(_SAID_TOO)]:
            del environ[name]
        return self._app(environ, start_response)


def through_proxy() -> bool:
    """Whether this request came from an address of `trusted_proxies`."""
    return bool(request.environ.get(_THROUGH))


def client_address() -> str:
    """The address of whoever asks, as it is told and written down."""
    return request.remote_addr or ""


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address; one of IPv4 within IPv6 as what it is; None where it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def subscriber(text: str) -> str:
    """What one subscriber of a network has: an address, of IPv6 its /64."""
    address = parsed(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address) if address else text[:64]
