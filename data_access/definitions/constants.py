"""The constants of the definitions: those of the code, and those that a city sets."""

from __future__ import annotations

from data_access.settings import Settings
from data_access.statistics import CLEAR_Z

WEEKS = 8  # before a period, which say what is usual and how much a series varies
HOURLY_DAYS = 8  # the longest period that the trend shows by hours
DAILY_DAYS = 190  # and by days
BAND_WIDTH = 2  # standard deviations to each side of the usual band
CELLS_PER_BANDWIDTH = 6  # of the heat map's lattice
MOST_CELLS = 900  # along the lattice's longer side
KERNEL_REACH = 4  # bandwidths after which the kernel is cut off
NEWEST = 40  # events in the feed
REPEAT_RADIUS_M = 100  # around an incident, within which others are of the same place
REPEAT_DAYS = 30  # before and after its report
REPEATS_SHOWN = 20  # the newest of those
DUPLICATE_HOURS = 24  # between the reports of what may be the same thing
ALIKE = 0.5  # similarity of the texts from which it may be
OTHER_CAMERAS = 3  # nearest to an incident, of those that do not see it


def constants(settings: Settings) -> dict[str, str]:
    """What stands for `{name}` in the texts of the definitions."""
    return {
        "bandwidth": f"{settings.heat_bandwidth_m:g} m",
        "reach": str(KERNEL_REACH),
        "blind_share": f"{settings.blind_share * 100:g} %",
        "camera_range": f"{settings.camera_range_m:g} m",
        "minimum": str(settings.min_denominator),
        "response_norm": f"{settings.response_norm_seconds / 3600:g} h",
        "suspended_norm": f"{settings.suspended_norm_seconds / 3600:g} h",
        "stale_after": f"{settings.stale_after_seconds:,} s",
        "weeks": str(WEEKS),
        "width": str(BAND_WIDTH),
        "clear_z": f"{CLEAR_Z:g}",
        "hourly": str(HOURLY_DAYS),
        "daily": str(DAILY_DAYS),
        "newest": str(NEWEST),
        "repeat_radius": f"{REPEAT_RADIUS_M} m",
        "repeat_days": str(REPEAT_DAYS),
        "repeats_shown": str(REPEATS_SHOWN),
        "duplicate_hours": str(DUPLICATE_HOURS),
        "alike": f"{ALIKE * 100:g} %",
    }
