"""The sentences that a review begins with: what changed and is no noise, what is worst, what is unknown.

Each is a key with codes and figures, in the order of its weight; documents say them in their language. Nothing
is said of what cannot be told apart.
"""

from __future__ import annotations

from typing import Any

from data_access.statistics import CLEAR_Z, count_change

Json = dict[str, Any]
_BAD_WHEN_HIGHER = ("rework_rate", "extension_rate")
_NAMED = 3  # units of one sentence
_UNLOCATED = 0.05  # share from which the map is worth a warning


def headlines(found: Json) -> list[Json]:
    """`key`, `tone` ("better", "worse" or "plain") and values."""
    if found["summary"]["counts"] is None:
        return [{"key": "nothing", "tone": "plain"}]
    said = [*_changes(found), *_units(found), *_targets(found), *_waiting(found), *_place(found)]
    if not any(one["tone"] != "plain" for one in said):
        said.insert(0, {"key": "steady", "tone": "plain"})
    return [*said, *_data(found)]


def _changes(found: Json) -> list[Json]:
    """Rates of all together that are clearly other than before."""
    said = []
    for key, one in found["summary"]["rates"].items():
        change = one.get("before")
        if change is None or change["clear"] not in ("higher", "lower"):
            continue
        good = (change["clear"] == "higher") != (key in _BAD_WHEN_HIGHER)
        said.append(
            {
                "key": f"rate.{change['clear']}",
                "tone": "better" if good else "worse",
                "rate": key,
                "value": one["rate"]["value"],
                "difference": change["difference"],
            }
        )
    return said


def _units(found: Json) -> list[Json]:
    """Units of each table that are clearly apart from the others: the worst first, then the best."""
    said = []
    for table in found["tables"]:
        for band in ("worse", "better"):
            rows = [row for row in table["rows"] if row["band"] == band]
            rows.sort(
                key=lambda row: row["rates"][table["judged"]]["value"], reverse=band == "better"
            )
            if rows:
                said.append(
                    {
                        "key": f"units.{band}",
                        "tone": band,
                        "kind": table["kind"],
                        "level": table.get("level"),
                        "rate": table["judged"],
                        "codes": [row["code"] for row in rows[:_NAMED]],
                        "values": [row["rates"][table["judged"]]["value"] for row in rows[:_NAMED]],
                        "count": len(rows),
                    }
                )
    return said


def _targets(found: Json) -> list[Json]:
    """Departments that clearly miss a target."""
    said = []
    for key, wanted in found["settings"]["targets"].items():
        rows = [
            r for t in found["tables"] if t["kind"] == "department" for r in t["rows"] if r["code"]
        ]
        missed = [row for row in rows if row["targets"].get(key) == "missed"]
        if missed:
            said.append(
                {
                    "key": "targets.missed",
                    "tone": "worse",
                    "rate": key,
                    "target": wanted,
                    "codes": [row["code"] for row in missed[:_NAMED]],
                    "count": len(missed),
                    "of": len(rows),
                }
            )
    return said


def _waiting(found: Json) -> list[Json]:
    """The department with the longest unanswered assignment."""
    rows = [row for row in found["response"]["rows"] if row["oldest_waiting"]]
    if not rows:
        return []
    longest = max(rows, key=lambda row: row["oldest_waiting"])
    waiting = sum(row["waiting"] for row in rows)
    return [
        {
            "key": "waiting",
            "tone": "plain",
            "codes": [longest["code"]],
            "seconds": longest["oldest_waiting"],
            "count": waiting,
        }
    ]


def _place(found: Json) -> list[Json]:
    """The place that comes back most, where it has clearly more incidents of the month than the next."""
    repeats = found.get("repeats")
    rows = repeats["rows"] if repeats else []
    if not rows:
        return []
    first, second = rows[0], rows[1]["counts"][-1] if len(rows) > 1 else 0
    n = first["counts"][-1]
    if (count_change(n, second, 1, 1) or 0) <= CLEAR_Z:
        return []
    return [
        {
            "key": "place",
            "tone": "plain",
            "area": first["area"],
            "category": first["category"],
            "n": n,
            "second": second,
            "months": sum(count > 0 for count in first["counts"]),
            "of": len(first["counts"]),
        }
    ]


def _data(found: Json) -> list[Json]:
    """What limits what may be concluded."""
    said: list[Json] = []
    honesty = found["honesty"]
    if honesty["cohort"] and honesty["unlocated"] / honesty["cohort"] > _UNLOCATED:
        said.append(
            {
                "key": "unlocated",
                "tone": "plain",
                "n": honesty["unlocated"],
                "of": honesty["cohort"],
            }
        )
    if not found["period"]["final"]:
        said.append({"key": "not_final", "tone": "plain", "days": found["settings"]["delay_days"]})
    chosen = found["compared"].get("chosen")
    if chosen and chosen["early"]:
        said.append({"key": "early", "tone": "plain"})
    if found["summary"].get("before") is None:
        said.append({"key": "no_month_before", "tone": "plain"})
    return said
