"""Whatever is sent to whatever answers: no failure of the server, and no word of its insides."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from data_access.access import accounts, sessions
from data_access.access.accounts import Account
from data_access.filters import PARAMETERS
from data_access.lists.columns import ROWS
from data_access.lists.counts import LISTED
from data_access.live.publisher import utc_now
from data_access.moments import now_micros
from tests.app.conftest import Clock, Running, served
from tests.figures.town import CHOICES, build_town, busy_town

INSIDES = re.compile(rb"Traceback|sqlalchemy|duckdb|\.py\b|SELECT |psycopg", re.IGNORECASE)
NAMES = (
    *PARAMETERS, "list", "of", "where", "sort", "start", "end", "token", "case", "format", "view",
    "lang", "theme", "next", "name", "password", "id", "before", "action", "m", "month", "edition", "rotate", "panels", "scene",
)  # fmt: skip
COLUMNS = sorted({column.key for rows in ROWS for column in rows.columns})
ODD = (
    b"", b"0", b"-1", b"1e308", b"nan", b"99999999999999999999", b"%", b"%00", b"\x00", b"\xff\xfe",
    b"'; DROP TABLE incidents; --", b"<script>alert(1)</script>", b"../../etc/passwd", b"{}", b"[]",
    b"a" * 9_000, "路".encode() * 2_000, b"2026-02-30", b"0001-01-01T00:00", b"9999-12-31T23:59",
    b",,,", b"a,b,c", b"1,2;3,4;5,6", b"180,90;-180,-90", b"inf,inf;nan,nan", "\u202e\ud83d".encode("utf-8", "surrogatepass"),
)  # fmt: skip


def right() -> st.SearchStrategy[bytes]:
    """What means something somewhere."""
    known = [one for some in CHOICES.values() for one in some]
    said = [
        *known,
        *LISTED,
        "csv",
        "xlsx",
        "30d",
        "2026-11-01",
        "zh",
        "light",
        "patrol:1",
        "quarter00",
    ]
    where = st.builds(
        "{}{}{}".format,
        st.sampled_from(COLUMNS),
        st.sampled_from(["~", ">=", "<=", "<", ">", "="]),
        st.sampled_from(["1", "路", "2026-11-02T08:30", "nan", "", "%", "x" * 300]),
    )
    order = st.lists(st.sampled_from([*COLUMNS, *(f"-{c}" for c in COLUMNS), "", "-"]), max_size=4)
    texts = st.one_of(
        st.sampled_from(said),
        st.lists(where, max_size=3).map(";".join),
        order.map(",".join),
        st.integers().map(str),
    )
    return texts.map(str.encode)


def values() -> st.SearchStrategy[bytes]:
    return st.one_of(right(), right(), st.sampled_from(ODD), st.binary(max_size=40))


def queries() -> st.SearchStrategy[bytes]:
    pairs = st.tuples(st.sampled_from(NAMES), values(), st.booleans())
    whole = st.lists(pairs, max_size=7).map(
        lambda found: b"&".join(
            name.encode() + b"=" + (quote_from_bytes(value).encode() if quoted else raw(value))
            for name, value, quoted in found
        )
    )
    return st.one_of(whole, whole, whole, st.binary(max_size=60).map(raw))


def raw(value: bytes) -> bytes:
    """As it may stand in an address that nobody quoted; a server refuses blanks there."""
    return re.sub(rb"[\x00-\x20#]", b"", value)


def bodies() -> st.SearchStrategy[tuple[bytes, str]]:
    kinds = ("application/json", "application/x-www-form-urlencoded", "text/plain", "x/\xff", "")
    content = st.one_of(
        st.binary(max_size=200), st.sampled_from([b"{}", b"[" * 5_000, b'{"a":', b"null"])
    )
    return st.tuples(st.one_of(content, queries()), st.sampled_from(kinds))


HEADERS = st.dictionaries(
    st.sampled_from(
        ["If-None-Match", "Accept", "Accept-Encoding", "Origin", "Cookie", "Range", "Authorization",
         "X-Forwarded-For", "Remote-User", "Sec-Fetch-Site", "Accept-Language"]
    ),
    st.one_of(
        st.sampled_from(['W/"x"', "*", "br", "bytes=0-1", "onescreen=x", "Bearer x", "null", "q=zz"]),
        st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=30),
    ),
    max_size=3,
)  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    clock = Clock(utc_now())  # or it would not be well
    with served(tmp_path_factory.mktemp("fuzzed"), clock, access="accounts") as running:
        build_town(running.service.record, busy_town())
        chief = Account("chief", "administrator")  # who is let in everywhere
        accounts.create(running.service.record, chief, None, now_micros())
        running.service.publisher.prepare()
        yield running


def routes(running: Running) -> list[tuple[str, Rule]]:
    """Every method of every route."""
    found = sorted(running.dash.server.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [(m, rule) for rule in found for m in sorted(rule.methods or ()) if m != "OPTIONS"]


def addressed(rule: Rule, parts: Iterator[bytes]) -> str:
    """The address of a route with something in the place of each of its parts."""
    return re.sub(r"<[^>]+>", lambda _: quote_from_bytes(next(parts)[:200] or b"x"), rule.rule)


def ask(running: Running, chance: random.Random, sent: dict[str, Any]) -> None:
    record = running.service.record
    secret = sessions.begin(record, "chief", "", "", now_micros())
    for method, rule in routes(running):
        parts = (chance.choice((*ODD, b"known.js", b"dash", b"0" * 32)) for _ in range(9))
        client = running.client
        client.set_cookie("onescreen", secret)
        response = client.open(
            addressed(rule, parts),
            method=method,
            query_string=sent["query"].decode("latin-1"),
            data=sent["body"][0] if method == "POST" else b"",
            content_type=sent["body"][1] or None,
            headers={"Origin": "http://localhost", **sent["headers"]},
        )
        with response:
            said = response.get_data()
        well = rule.rule != "/healthz"  # it may say that it is not
        assert response.status_code < 500 or not well, (method, rule.rule, sent, said[:300])
        if response.status_code >= 400:
            assert not INSIDES.search(said), (method, rule.rule, said[:300])
            assert len(said) < 4_000, "an error is a sentence"
    for export in running.service.exports._all():
        running.service.exports.cancel(export)


SENT = st.fixed_dictionaries({"query": queries(), "body": bodies(), "headers": HEADERS})
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


# Without shrinking, which would send it all some hundred times more.
PLAINLY = settings(
    suppress_health_check=QUIET, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


@settings(PLAINLY, max_examples=12)
@given(sent=SENT, chance=st.randoms(use_true_random=False))
def test_whatever_is_sent(town: Running, sent: dict[str, Any], chance: random.Random) -> None:
    ask(town, chance, sent)


@pytest.mark.long
@settings(PLAINLY, max_examples=600)
@given(sent=SENT, chance=st.randoms(use_true_random=False))
def test_whatever_is_sent_for_long(
    town: Running, sent: dict[str, Any], chance: random.Random
) -> None:
    ask(town, chance, sent)
    kept = town.service.cache._store.cache._cache
    assert len(kept) <= 1_100, "memory is bounded, whatever is asked for"


def test_what_is_sent_may_be_large(town: Running, tmp_path: Path) -> None:
    """An address of a megabyte, a body of ten: refused or ignored, and never kept."""
    client = town.client
    secret = sessions.begin(town.service.record, "chief", "", "", now_micros())
    client.set_cookie("onescreen", secret)
    long = client.get("/screen", query_string="q=" + "a" * 1_000_000)
    assert long.status_code < 500 and len(long.data) < 300_000
    own = {"Origin": "http://localhost"}
    body = client.post("/export?list=counts.new&format=csv", data=b"a" * 10_000_000, headers=own)
    assert body.status_code < 500
