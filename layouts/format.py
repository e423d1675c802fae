"""How moments and periods are written, on the district's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from layouts.view import View

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_A_DAY = len("2026-11-01")  # a longer bound of a period states a time of day


def day(moment: datetime, view: View) -> str:
    """A local day, "11月23日" or "23 Nov"; with its year where that is not the present one."""
    local = view.local(moment)
    other_year = local.year != view.local(view.as_of).year
    if view.language == "zh":
        said = f"{local.month}月{local.day}日"
        return f"{local.year}年{said}" if other_year else said
    said = f"{local.day} {_MONTHS[local.month - 1]}"
    return f"{said} {local.year}" if other_year else said


def clock(moment: datetime, view: View) -> str:
    """A local time of day, "19:42"; with its day where that is not today."""
    local = view.local(moment)
    said = f"{local:%H:%M}"
    today = local.date() == view.local(view.as_of).date()
    return said if today else f"{day(moment, view)} {said}"


def period(view: View) -> str:
    """The period that is looked at: "近 30 天", or "7 Apr to 20 Apr", both days included."""
    chosen = view.filter
    if chosen.period != "custom":
        return view.t(f"period.said.{chosen.period}")
    start, end = chosen.window(view.as_of, view.settings.zone)
    if max(len(chosen.start), len(chosen.end)) > _A_DAY:
        return view.t("period.span", start=clock(start, view), end=clock(end, view))
    first, last = view.local(start), view.local(end - timedelta(seconds=1))
    if first.date() == last.date():
        return day(first, view)
    begin, finish = day(first, view), day(last, view)
    if first.year == last.year:  # the year is said once, where the language says it
        year = f"{first.year}年" if view.language == "zh" else f" {first.year}"
        if view.language == "zh":
            finish = finish.removeprefix(year)
        else:
            begin = begin.removesuffix(year)
    return view.t("period.span", start=begin, end=finish)
