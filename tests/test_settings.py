"""Settings: where they come from, and errors that name them."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path

import pytest

from data_access.filters import PARAMETERS, Filter
from data_access.reach import EVERYTHING
from data_access.settings import Settings, SettingsError, load_settings
from data_access.views import PANELS, WORKLISTS


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("ONESCREEN_"):
            monkeypatch.delenv(name)


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty settings file that is in use."""
    path = tmp_path / "onescreen.toml"
    path.touch()
    monkeypatch.setenv("ONESCREEN_CONFIG", str(path))
    return path


def test_defaults_are_a_local_screen() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8050)
    assert settings.database_url == f"sqlite:///{Path('data/onescreen.db').absolute()}"
    assert [level.en for level in settings.levels] == ["district", "street", "community", "grid"]
    assert settings.zone.key == "Asia/Shanghai"


def test_the_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/onescreen.db"
    assert settings.read_model_path.parent == tmp_path


def test_the_environment_wins_over_the_file(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('port = 9001\ntimezone = "America/New_York"\n')
    monkeypatch.setenv("ONESCREEN_PORT", "9002")
    settings = load_settings()
    assert (settings.port, settings.timezone) == (9002, "America/New_York")
    assert load_settings(port=9003).port == 9003


def test_an_empty_variable_says_nothing(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text("port = 9001\n")
    monkeypatch.setenv("ONESCREEN_PORT", "")
    assert load_settings().port == 9001


def test_levels_come_as_json_or_as_tables(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = '[[levels]]\nzh = "市"\nen = "city"\nen_plural = "cities"\n'
    toml.write_text(tables + tables.replace("city", "ward").replace("cities", "wards"))
    assert [level.en for level in load_settings().levels] == ["city", "ward"]
    level = '{"zh": "区", "en": "zone", "en_plural": "zones"}'
    monkeypatch.setenv("ONESCREEN_LEVELS", f"[{level}, {level}]")
    assert [level.en for level in load_settings().levels] == ["zone", "zone"]


VIEWS = """
[[views]]
code = "night"
zh = "夜间"
en = "Night"
filter = "department=URB&status=open&period=24h"
panels = ["map", "feed", "counts"]
worklists = ["overdue", "due2h"]

[[views]]
code = "{code}"
zh = "防汛"
en = "Flood"
{more}
"""


def test_views_come_as_tables(toml: Path) -> None:
    toml.write_text(VIEWS.format(code="flood", more=""))
    night, flood = load_settings().views
    assert night.panels == ("map", "feed", "counts")
    assert night.parsed == Filter(EVERYTHING, period="24h", department=("URB",), status=("open",))
    assert (flood.filter, flood.panels, flood.worklists) == ("", PANELS, WORKLISTS)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('panels = ["mapp"]', f"panels: 'mapp' is none of {', '.join(PANELS)}"),
        ('panels = ["map", "map"]', "panels: 'map' is there twice"),
        ("panels = []", "panels: Tuple should have at least 1 item"),
        ('worklists = ["late"]', f"worklists: 'late' is none of {', '.join(WORKLISTS)}"),
        ('filter = "scenari=flood"', f"filter: 'scenari' is none of {', '.join(PARAMETERS)}"),
        ('filter = "status=lost"', "filter: status=lost: there are open, overdue"),
        ('filter = "scenario="', "filter: scenario must be said once, with its values"),
        ('filter = "area=a&area=b"', "filter: area must be said once, with its values: area=a,b"),
        ('colour = "red"', "colour: no such key; there are code, zh, en, filter"),
        ("panels = 3", "panels: Input should be a valid tuple"),
    ],
)
def test_a_wrong_view_names_itself_its_key_and_what_there_is(
    toml: Path, more: str, said: str
) -> None:
    toml.write_text(VIEWS.format(code="flood", more=more))
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert f"(in a TOML file: views): view 'flood': {said}" in str(caught.value)
    assert "night" not in str(caught.value)


def test_two_views_of_one_code_are_refused(toml: Path) -> None:
    toml.write_text(VIEWS.format(code="night", more=""))
    with pytest.raises(SettingsError, match="view 'night': code: another view has it already"):
        load_settings()


@pytest.mark.parametrize("code", ["", "a b", "x" * 65, "防汛", "a&view=b"])
def test_a_code_stands_in_an_address(toml: Path, code: str) -> None:
    toml.write_text(VIEWS.format(code=code, more=""))
    with pytest.raises(SettingsError, match="code: String should match"):
        load_settings()


WRONG = {
    "DATABASE_URL": ("mysql://user:secret@host/name", "no url"),
    "READ_URL": (
        "mysql://user:secret@host/name",
        "no url",
        "postgresql://user:secret@host/name",  # the record is on SQLite
    ),
    "HOST": ("0.0.0.0", "192.168.1.7", "::", "example.org"),
    "ACCESS": ("open", "proxy", "oidc"),
    "TRUSTED_PROXIES": ("10.0.0.1/8", "gateway", "0.0.0.0/0", "10.0.0.5,::/0"),
    "PROXY_USER_HEADER": ("Remote User", "user:"),
    "OIDC_ISSUER": ("login.example.org", "http://login.example.org", "https://user@host/x"),
    "SESSION_IDLE_SECONDS": ("59", "2592001", "12 h"),
    "SESSION_SECONDS": ("59", "31536001"),
    "UNMASKED_ROLES": ("chief", "duty,viewers"),
    "SHARE_DISTRICT_RATES": ("perhaps",),
    "METRICS_TOKEN": ("secret",),
    "PORT": ("0", "65536", "http"),
    "TIMEZONE": ("Asia/Atlantis", "../etc/passwd", "/etc/localtime"),
    "LANGUAGE": ("fr",),
    "PERIOD": ("fortnight", "2020-04-21/2020-04-07", "2020-04-07/2020-04-07", "2020-02-30/x"),
    "LEVELS": ("[]", "not json", '[{"zh": "区"}, {"zh": "街道"}]'),
    "VIEWS": ("flood", '{"code": "flood"}', '[{"code": "flood"}]', "[7]"),
    "HEAT_BANDWIDTH_M": ("0", "-3", "nan"),
    "CAMERA_RANGE_M": ("0",),
    "BLIND_SHARE": ("1.5",),
    "MIN_DENOMINATOR": ("0",),
    "STALE_AFTER_SECONDS": ("0",),
    "EXPORT_GB": ("0", "-1", "much"),
    "DEMO_FEED": ("perhaps",),
    "SEAL_DELAY_DAYS": ("-1", "61", "soon"),
    "REVIEW_SCORES": ("streets", "[7]", '[{"code": "s"}]', '{"code": "s"}'),
    "REVIEW_TARGETS": ('{"speed": 0.9}', "0.9", '{"closure_rate": "high"}'),
    "WALL_ROTATION": ("district:4", "district:3601", "district:soon", "a b", ","),
    "WALL_PANELS": (
        "trend",
        ",",
        "map,closure,response,loop",
        "closure,response,loop,coverage,feed",
    ),
    "WALL_TAKEOVER_SECONDS": ("-1", "601"),
    "WALL_EXACT_PLACES": ("perhaps",),
    "WALL_RELOAD_AT": ("24:00", "4:10", "night"),
    "BASE_FACTS": ("53", '[{"zh": "人口"}]'),
    "RESPONSE_NORM_SECONDS": ["0", "4 h"],
    "RESPONSE_NORMS": ['{"water": 0}', "water=60", '{"water": "soon"}'],
    "SUSPENDED_NORM_SECONDS": ["0"],
    "TILE_URL": ["foo bar; script-src *", "https://host/{z}/{x}.png", "https://a b/{z}/{x}/{y}"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_value_names_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ONESCREEN_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert f"ONESCREEN_{name}" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_every_checked_setting_is_tried_above() -> None:
    free = {"data_dir", "notice_zh", "notice_en", "tile_attribution"}
    free |= {"oidc_client_id", "oidc_client_secret", "oidc_name_claim"}
    assert {name.lower() for name in WRONG} | free == set(Settings.model_fields)


def test_a_record_on_postgresql_can_be_asked_directly() -> None:
    record, replica = "postgresql://writer@one/city", "postgresql+psycopg://reader@other/city"
    settings = load_settings(database_url=record, read_url=replica)
    assert (settings.database_url, settings.read_url) == (record, replica)
    with pytest.raises(SettingsError, match=r"READ_URL.*set ONESCREEN_DATABASE_URL to one"):
        load_settings(read_url=replica)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_is_allowed(host: str) -> None:
    assert load_settings(host=host).host == host


def test_another_address_is_refused_with_the_reason() -> None:
    with pytest.raises(
        SettingsError, match=r"everyone.*set ONESCREEN_ACCESS to accounts.*127\.0\.0\.1"
    ):
        load_settings(host="10.0.0.1")


OIDC = {
    "oidc_issuer": "https://login.example.org/realms/city",
    "oidc_client_id": "onescreen",
    "oidc_client_secret": "hush",
}


@pytest.mark.parametrize(
    ("access", "needs"),
    [("accounts", {}), ("proxy", {"trusted_proxies": "10.0.0.5, 10.1.0.0/16 ::1"}), ("oidc", OIDC)],
)
def test_every_address_is_open_to_an_access(access: str, needs: dict[str, str]) -> None:
    settings = load_settings(access=access, host="0.0.0.0", **needs)
    assert settings.host == "0.0.0.0"
    assert "hush" not in repr(settings)
    for name in needs:
        with pytest.raises(SettingsError, match=f"ONESCREEN_{name.upper()}.*{access}.*needs it"):
            load_settings(access=access, **{n: v for n, v in needs.items() if n != name})


def test_proxies_are_networks(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('trusted_proxies = ["10.0.0.5", "10.1.0.0/16"]\nunmasked_roles = []\n')
    settings = load_settings()
    assert settings.trusted_proxies == (ip_network("10.0.0.5/32"), ip_network("10.1.0.0/16"))
    assert settings.unmasked_roles == ()
    monkeypatch.setenv("ONESCREEN_TRUSTED_PROXIES", "10.2.0.0/16,::1")
    monkeypatch.setenv("ONESCREEN_UNMASKED_ROLES", "reviewer, administrator")
    settings = load_settings()
    assert settings.trusted_proxies == (ip_network("10.2.0.0/16"), ip_network("::1/128"))
    assert settings.unmasked_roles == ("reviewer", "administrator")


def test_an_unknown_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESCREEN_PROT", "8051")
    with pytest.raises(SettingsError, match=r"ONESCREEN_PROT: no such setting.*ONESCREEN_PORT"):
        load_settings()


def test_an_unknown_key_of_the_file_is_named(toml: Path) -> None:
    toml.write_text("prot = 8051\n")
    with pytest.raises(SettingsError, match="in a TOML file: prot"):
        load_settings()


def test_a_file_that_is_none_is_named(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text("port 8051\n")
    with pytest.raises(SettingsError, match=r"onescreen\.toml"):
        load_settings()
    monkeypatch.setenv("ONESCREEN_CONFIG", str(toml.with_name("other.toml")))
    with pytest.raises(SettingsError, match=r"ONESCREEN_CONFIG: the file .*other\.toml is not"):
        load_settings()
    monkeypatch.setenv("ONESCREEN_CONFIG", str(toml.parent))
    with pytest.raises(SettingsError, match="is a folder"):
        load_settings()


def test_a_file_that_is_no_text_is_named(toml: Path) -> None:
    toml.write_bytes(b"\x89PNG")
    with pytest.raises(SettingsError, match=r"onescreen\.toml: it is not UTF-8 text"):
        load_settings()


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_norms_of_departments(monkeypatch: pytest.MonkeyPatch, toml: Path) -> None:
    toml.write_text("response_norm_seconds = 3600\n[response_norms]\nwater = 7200\n")
    settings = load_settings()
    assert (settings.response_norm_seconds, settings.response_norms) == (3600, {"water": 7200})
    monkeypatch.setenv("ONESCREEN_RESPONSE_NORMS", '{"water": 60}')
    assert load_settings().response_norms == {"water": 60}
    monkeypatch.setenv("ONESCREEN_RESPONSE_NORMS", '{"water": 0}')
    with pytest.raises(
        SettingsError, match=r"RESPONSE_NORMS.*response_norms.water.*greater than 0"
    ):
        load_settings()
    monkeypatch.setenv("ONESCREEN_RESPONSE_NORMS", "water=60")
    with pytest.raises(SettingsError, match="ONESCREEN_RESPONSE_NORMS"):
        load_settings()
