"""An OpenID Connect provider that runs beside the tests, as a process of its own on the loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from tests.browser.servers import free_port

SUBJECT = "42"


@contextmanager
def running_provider(**claims: str) -> Iterator[str]:
    """Its address; it knows one person, with these claims."""
    port = free_port()
    person = json.dumps({"sub": SUBJECT, **claims})
    command = ["-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", *command, "--user-claims", person],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    nap = Event()
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the provider ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=30):
                return
        except (urllib.error.URLError, ConnectionError):
            nap.wait(0.1)
    raise RuntimeError("the provider did not begin")
