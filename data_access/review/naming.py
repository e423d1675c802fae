"""The names of all that a review names, which a sealed one keeps."""

from __future__ import annotations

from data_access.names import Named, Names
from data_access.review.values import Json


def named(found: Json, names: Names) -> Json:
    """The names of all that is named in it, in both languages."""
    areas = {
        row["code"] for table in found["tables"] if table["kind"] == "area" for row in table["rows"]
    }
    areas |= {r["code"] for s in found["scores"] if s["kind"] == "area" for r in s["rows"]}
    places = found["repeats"]["rows"] if found["repeats"] else []
    areas |= {place["area"] for place in places}
    areas |= {row["code"] for row in found["coverage"]["rows"]}
    areas |= {cell["code"] for cell in found["coverage"]["blind"]}
    asked = {name: set(said.split(",")) for name, said in found["period"]["filter"].items()}
    areas |= asked.get("area", set()) | set(names.tops)
    inside = {code: names.area[code] for code in areas if code in names.area}
    chains = {above for code in inside for above in names.above[code]}
    return {
        "area": _both({code: names.area[code] for code in chains}),
        "department": _both(names.department),
        "source": _both(names.source),
        "category": _some(
            names.category, {p["category"] for p in places} | asked.get("category", set())
        ),
        "scenario": _some(names.scenario, asked.get("scenario", set())),
        "tops": list(names.tops),
    }


def _some(named: dict[str, Named], codes: set[str]) -> Json:
    return _both({code: named[code] for code in codes if code in named})


def _both(named: dict[str, Named]) -> Json:
    return {
        code: {"zh": one.zh, "en": one.en, "level": one.level, "parent": one.parent}
        for code, one in sorted(named.items())
    }
