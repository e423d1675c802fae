"""Moments of sources: formats, zones, and the two days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.loading.moments import Clock, MomentError, Reading
from data_access.moments import from_micros, to_micros

ZONES = ("UTC", "Asia/Shanghai", "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Kathmandu")
naive = st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2100-01-01"))


def micros(*parts: int) -> int:
    return to_micros(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-07 12:05:09",
        "2020-04-07T12:05:09",
        "2020-04-07 12:05:09.000",
        "2020-04-07T04:05:09Z",
        "2020-04-07 04:05:09 +00:00",
        "2020-04-07 06:05:09+02",
        "2020-04-06T20:05:09-0800",
        "2020/4/7 12:05:09",
        "2020/04/07 12:05:09",
        "2020-4-7 12:05:09",
        "2020年4月7日 12时5分9秒",
        "2020年04月07日12时05分09秒",
        "2020年4月7日 12:05:09",
    ],
)
def test_one_moment_in_many_writings(text: str) -> None:
    read = Clock(ZoneInfo("Asia/Shanghai")).read(text, "text")
    assert read == Reading(micros(2020, 4, 7, 4, 5, 9))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2020-04-07 12:05", 0), ("2020/4/7 9:05", 0), ("2020年4月7日 9时5分", 0)],
)
def test_seconds_may_be_missing(text: str, seconds: int) -> None:
    read = Clock(ZoneInfo("UTC")).read(text, "text")
    assert from_micros(read.first).second == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2020-04-07",
        "07.04.2020 12:05",
        "04/07/2020 11:53:08 PM",
        "2020-13-07 12:05",
        "2020-02-30 12:05",
        "2020-04-07 24:00",
        "2020-04-07 12:60",
        "2020/4-7 12:05",
        "２０２０-04-07 12:05",
        "2020-04-07 12:05 Mars/Crater",
        "1587000000",
    ],
)
def test_no_moment(text: str) -> None:
    with pytest.raises(MomentError) as caught:
        Clock(ZoneInfo("UTC")).read(text, "text")
    assert caught.value.what == "unparsable time"


@pytest.mark.parametrize("text", ["0001-01-01 00:00", "1899-12-31 23:59", "9999-12-31 23:59:59"])
def test_years_that_no_clock_shows(text: str) -> None:
    with pytest.raises(MomentError) as caught:
        Clock(ZoneInfo("America/Los_Angeles")).read(text, "text")
    assert caught.value.what == "impossible time"


def test_a_skipped_hour_did_not_exist() -> None:
    with pytest.raises(MomentError) as caught:
        Clock(ZoneInfo("America/Los_Angeles")).read("2020-03-08 02:30:00", "text")
    assert caught.value.what == "nonexistent time"
    assert "02:30:00 did not exist on 2020-03-08" in caught.value.detail


def test_a_repeated_hour_has_two_readings() -> None:
    read = Clock(ZoneInfo("America/Los_Angeles")).read("2020-11-01 01:30:00", "text")
    assert read == Reading(micros(2020, 11, 1, 8, 30), micros(2020, 11, 1, 9, 30))


def test_timestamps_on_the_local_clock_and_with_a_zone() -> None:
    clock, value = Clock(ZoneInfo("Asia/Shanghai")), micros(2020, 4, 7, 12)
    assert clock.read(value, "local") == Reading(micros(2020, 4, 7, 4))
    assert clock.read(value, "utc") == Reading(value)


@given(naive, st.sampled_from(ZONES), st.sampled_from(["T", " "]))
def test_local_text_agrees_with_the_zone(local: datetime, zone: str, between: str) -> None:
    """Both readings are what the zone's own clock says, and every such moment is a reading."""
    key = ZoneInfo(zone)
    existing = {
        utc
        for fold in (0, 1)
        if (utc := local.replace(tzinfo=key, fold=fold).astimezone(UTC))
        .astimezone(key)
        .replace(tzinfo=None, fold=0)
        == local
    }
    try:
        first, second = Clock(key).read(local.isoformat(between), "text")
    except MomentError as error:
        assert (error.what, existing) == ("nonexistent time", set())
        return
    assert {from_micros(m) for m in (first, second) if m is not None} == existing
    assert second is None or first < second


@given(st.lists(st.integers(0, 3 * 3600), min_size=1, max_size=40), st.sampled_from(ZONES))
def test_what_was_read_before_does_not_matter(seconds: list[int], zone: str) -> None:
    """One clock for many moments around a change says what a fresh clock says."""

    def said(clock: Clock, local: datetime) -> object:
        try:
            return clock.read(local.isoformat(" "), "text")
        except MomentError as error:
            return error.what

    begin = datetime.fromisoformat("2020-11-01 00:30")
    shared = Clock(ZoneInfo(zone))
    for moment in (begin + timedelta(seconds=s) for s in seconds):
        assert said(shared, moment) == said(Clock(ZoneInfo(zone)), moment)
