"""Login by name and password, and its end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks.access.addresses import local
from data_access.access import accounts
from tests.access_http.conftest import (
    HTML,
    OWN,
    PASSWORD,
    Serve,
    Site,
    admitted,
    log_in,
)
from tests.engines import Databases


def test_the_right_password_leads_to_where_one_wanted(serve: Serve, databases: Databases) -> None:
    site = serve(databases, access="accounts")
    site.account("wang")
    client = site.client()
    assert not admitted(client)
    answer = log_in(client, "Wang ", next="/?period=7d&case=grid:1", address="10.7.7.7")
    assert (answer.status_code, answer.location) == (303, "/?period=7d&case=grid:1")
    assert admitted(client)
    cookie = answer.headers["Set-Cookie"]
    said = {part.strip() for part in cookie.split(";")[1:]}
    assert cookie.startswith("onescreen=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"} <= said
    assert "Secure" not in said
    assert site.told() == [("wang", "10.7.7.7", "login")]
    assert client.get("/login?next=/%3Fperiod%3D24h").location == "/?period=24h"


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(site: Site) -> None:
    site.account("wang")
    site.account("gone")
    site.account("elsewhere", password=None)
    accounts.disable(site.service.record, "gone", site.now)
    pairs = [("wang", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("elsewhere", "")]
    pairs += [("", ""), ("wang", ""), ("n\0l", "x"), ("x" * 5000, PASSWORD), ("wang", "x" * 5000)]
    bodies = set()
    for name, password in pairs:
        client = site.client()
        answer = log_in(client, name, password)
        assert answer.status_code == 401
        assert "Set-Cookie" not in answer.headers
        assert not admitted(client)
        bodies.add(answer.text.replace(f'value="{name}"', "").replace(" autofocus", ""))
    assert len({body for body in bodies if "xxxxx" not in body and "\0" not in body}) == 1
    assert PASSWORD not in "".join(bodies)


def test_what_is_no_name_is_not_written_down(site: Site) -> None:
    """It may be a password in the wrong field."""
    site.account("wang")
    log_in(site.client(), PASSWORD, "")
    log_in(site.client(), "wang", "wrong")
    assert [actor for actor, _, action in site.told() if action == "login_failed"] == ["", "wang"]


def test_a_script_logs_in_too(site: Site) -> None:
    site.account("wang")
    client = site.client()
    said = {"name": "wang", "password": "wrong", "lang": "en"}
    refused = client.post("/login", json=said, headers=OWN)
    assert (refused.status_code, refused.json) == (
        401, {"problem": "Account or password is not right."},
    )  # fmt: skip
    answer = client.post("/login", json={**said, "password": PASSWORD}, headers=OWN)
    assert (answer.status_code, answer.json) == (200, {"next": "/?lang=en"})
    assert answer.headers["OneScreen-Viewer"]
    assert answer.headers["Cache-Control"] == "no-store"
    for odd in ([], "text", None, {"name": 1, "password": []}):
        assert client.post("/login", json=odd, headers=OWN).status_code == 401
    odd_text = client.post("/login", data=b"\xff{", headers=OWN, content_type="application/json")
    assert odd_text.status_code == 401


def test_guessing_is_slowed_down_for_one_name_from_one_address_only(site: Site) -> None:
    site.account("wang")
    site.account("li")
    for _ in range(5):
        assert log_in(site.client(), "wang", "wrong", address="10.0.0.9").status_code == 401
    for name, password in (("wang", "wrong"), ("wang", PASSWORD), ("ＷＡＮＧ", PASSWORD)):
        refused = log_in(site.client(), name, password, address="10.0.0.9")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 300
        assert refused.headers["Retry-After"] in refused.text
    assert log_in(site.client(), "wang", address="10.0.0.8").status_code == 303
    assert log_in(site.client(), "li", address="10.0.0.9").status_code == 303


def test_a_success_forgets_what_failed_before(site: Site) -> None:
    site.account("wang")
    for _ in range(3):
        for _ in range(4):
            assert log_in(site.client(), "wang", "wrong").status_code == 401
        assert log_in(site.client(), "wang").status_code == 303


def test_a_login_begins_a_session_that_nobody_knew_before(site: Site) -> None:
    """A cookie that somebody planted is of no use to them, and what was open ends."""
    site.account("wang")
    site.account("li")
    client = site.logged_in("wang")
    known = client.get_cookie("onescreen")
    assert known is not None
    log_in(client, "li")
    other = site.client()
    other.set_cookie("onescreen", known.value)
    assert not admitted(other)
    planted = site.client()
    planted.set_cookie("onescreen", "planted")
    log_in(planted, "wang")
    cookie = planted.get_cookie("onescreen")
    assert cookie is not None
    assert cookie.value != "planted"


def test_over_tls_the_cookie_is_of_this_host_by_tls_only(
    serve: Serve, databases: Databases
) -> None:
    site = serve(databases, access="accounts", trusted_proxies="127.0.0.1")
    site.account("wang")
    client, tls = site.client(), {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "s.example"}
    form = {"name": "wang", "password": PASSWORD}
    answer = client.post("/login", data=form, headers={**tls, "Origin": "https://s.example"})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-onescreen=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    secret = cookie.split("=", 1)[1].split(";")[0]
    bare = site.dash.server.test_client(use_cookies=False)
    assert admitted(bare, headers={**tls, "Cookie": f"__Host-onescreen={secret}"})
    assert not admitted(bare, headers={"Cookie": f"__Host-onescreen={secret}"})
    assert not admitted(bare, headers={**tls, "Cookie": f"onescreen={secret}"})


def test_logging_out_ends_the_session_and_its_cookie(serve: Serve, databases: Databases) -> None:
    site = serve(databases, access="accounts")
    site.account("wang")
    client = site.logged_in("wang")
    secret = client.get_cookie("onescreen")
    assert secret is not None
    answer = client.post("/logout?lang=en", headers={**OWN, **HTML})
    assert (answer.status_code, answer.location) == (303, "/logout?lang=en")
    assert client.get_cookie("onescreen") is None
    assert "You are logged out" in client.get(answer.location).text
    client.set_cookie("onescreen", secret.value)
    assert not admitted(client)
    assert [action for _, _, action in site.told()] == ["logout"]
    assert site.client().post("/logout", headers=OWN).json == {"next": "/logout?lang=zh"}


def test_the_page_speaks_the_language_of_where_one_goes(site: Site) -> None:
    client = site.client()
    page = client.get("/login?next=/%3Flang%3Den%26theme%3Dlight%26case%3Da").text
    assert '<html lang="en" data-theme="light">' in page
    assert "Log in" in page
    assert "lang=zh" in page
    assert "theme%3Ddark" in page
    assert '<html lang="zh-CN" data-theme="dark">' in client.get("/login").text
    page = client.get("/login?next=/%3Fq%3D%22%3E%3Cscript%3E").text
    assert "<script" not in page
    assert client.get("/login").headers["Cache-Control"] == "no-store"
    assert client.get("/login").headers["Content-Security-Policy"]


def test_the_language_of_the_way_in_is_that_of_the_screen(site: Site) -> None:
    site.account("wang")
    page = site.client().get("/login?lang=en&theme=light").text
    assert 'name="next" value="/?lang=en&amp;theme=light"' in page
    assert log_in(site.client(), "wang", lang="en").location == "/?lang=en"
    assert log_in(site.client(), "wang", lang="en", next="/?lang=zh").location == "/?lang=zh"
    assert log_in(site.client(), "wang", lang="zh", theme="dark").location == "/"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "\t//evil",
     "/\t/evil.example", "evil", "", "/a\\..\\b", "/\n/evil", "/x#y", "/%0d%0aSet-Cookie:x\r\n", "/" * 5000],
)  # fmt: skip
def test_a_login_leads_nowhere_else(site: Site, elsewhere: str) -> None:
    site.account("wang")
    assert local(elsewhere) == "/"
    assert log_in(site.client(), "wang", next=elsewhere).location == "/"


def test_what_is_sent_may_be_anything(site: Site) -> None:
    site.account("wang")
    anything = st.text(max_size=30) | st.sampled_from(
        ["wang", PASSWORD, "\ud800", "//x", "?" * 500]
    )

    @settings(max_examples=60)
    @given(
        st.dictionaries(st.sampled_from(["name", "password", "next", "lang", "x"]), anything),
        st.booleans(),
    )
    def ask(said: dict[str, str], script: bool) -> None:
        sent = {
            k: v.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
            for k, v in said.items()
        }
        client = site.client()
        body = {"json": said} if script else {"data": sent}
        answer = client.post("/login", headers=OWN, query_string=sent, **body)
        assert answer.status_code in (200, 303, 401, 429)
        for path in ("/login", "/logout", "/display"):
            assert client.get(path, query_string=sent, headers=HTML).status_code in (200, 302)

    ask()
    large = {"name": "x" * 70_000}
    assert site.client().post("/login", data=large, headers=OWN).status_code == 413
    assert site.client().post("/login", json=large, headers=OWN).status_code == 413


@given(st.text(alphabet=st.sampled_from("/\\.:?#@ae%20\t"), max_size=12))
def test_what_is_local_stays_so(said: str) -> None:
    found = local(said)
    assert found == "/" or (found == said and found[0] == "/" and found[1:2] not in ("/", "\\"))
