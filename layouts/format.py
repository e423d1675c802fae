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


def until(moment: datetime, view: View) -> str:
    """Up to when there are data: as `clock`; of another year the day is enough."""
    other_year = view.local(moment).year != view.local(view.as_of).year
    return day(moment, view) if other_year else clock(moment, view)


def clock(moment: datetime, view: View) -> str:
    """A local time of day, "19:42"; with its day where that is not today."""
    local = view.local(moment)
    said = f"{local:%H:%M}"
    today = local.date() == view.local(view.as_of).date()
    return said if today else f"{day(moment, view)} {said}"


def period(view: View) -> str:
    """The period that is looked at: "近 30 天", or "7–20 Apr", both days included."""
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
    if (first.year, first.month) == (last.year, last.month):  # "7–20 Apr", "4月7日至20日"
        if view.language == "zh":
            finish = f"{last.day}日"
        else:
            return f"{first.day}–{finish}"
    elif first.year == last.year:  # the year is said once, where the language says it
        if view.language == "zh":
            finish = finish.removeprefix(f"{first.year}年")
        else:
            begin = begin.removesuffix(f" {first.year}")
    return view.t("period.span", start=begin, end=finish)
