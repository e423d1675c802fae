"""Figures as people read them: counts, shares, durations. An absent figure is a dash, never 0."""

from __future__ import annotations

from data_access.statistics import Percentile, Rate
from layouts.view import View

ABSENT = "–"
MINUTE, HOUR, DAY = 60, 3600, 86400


def number(count: int | None) -> str:
    """A count with thousands separators."""
    return ABSENT if count is None else f"{count:,}"


def signed(difference: int) -> str:
    """A difference of counts with its sign."""
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return f"{sign}{abs(difference):,}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share in percent. Rounding never turns "nearly" into all or nothing."""
    if share is None:
        return ABSENT
    if share in (0, 1):
        return f"{share:.0%}"
    smallest = 10.0**-digits
    shown = round(100 * share, digits)
    if shown <= 0:
        return f"<{smallest:.{digits}f}%"
    return f"{min(shown, 100 - smallest) if share < 1 else shown:.{digits}f}%"


def fraction(rate: Rate) -> str:
    """Numerator and denominator."""
    return f"{rate.numerator:,}/{rate.denominator:,}"


def spread(interval: tuple[float, float] | None) -> str:
    """Both ends of an interval of shares."""
    return ABSENT if interval is None else " – ".join(percent(end) for end in interval)


def duration(view: View, seconds: float | None) -> str:
    """Seconds in the largest unit that leaves at least one of it."""
    if seconds is None:
        return ABSENT
    if round(seconds) < MINUTE:
        return view.t("figures.seconds", n=round(seconds))
    if round(seconds / MINUTE) < MINUTE:
        return view.t("figures.minutes", n=_short(seconds / MINUTE))
    if round(seconds / HOUR) < 24:
        return view.t("figures.hours", n=_short(seconds / HOUR))
    return view.t("figures.days", n=_short(seconds / DAY))


def percentile(view: View, found: Percentile | None) -> str:
    """A percentile's duration; "> longest observed" where the curve does not reach it."""
    if found is None:
        return ABSENT
    return ("> " if found.beyond else "") + duration(view, found.seconds)


def _short(amount: float) -> str:
    return f"{amount:.1f}".removesuffix(".0") if amount < 9.95 else f"{amount:,.0f}"
