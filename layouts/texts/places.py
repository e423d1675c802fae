"""Texts of places that come back, in the review."""

TEXTS: dict[str, tuple[str, str]] = {
    "review.section.places": ("反复发生的地点", "Places that come back"),
    "review.column.place.where": ("地点", "Place"),
    "review.column.category": ("类别", "Category"),
    "review.table.places": (
        "本月案件最多的 {n} 处（各月案件数）",
        "The {n} with most incidents of the month (incidents by month)",
    ),
    "review.places.some": (
        "{total} 处同类案件反复发生，本月共 {incidents} 件。",
        "The same kind of thing comes back at {total} places, with {incidents} incidents this month.",
    ),
    "review.places.none": (
        "没有同类案件反复发生的地点。",
        "There is no place where the same kind of thing comes back.",
    ),
    "review.note.places": (
        "地点为约 {metres} 米的方格加一个大类：截至本月的 {of} 个日历月中至少 {often} 个月、且本月有案件上报（不含作废、"
        "无坐标和无类别的）。以方格中心所在的最小区域为名；不列地址，地址见所链接的案件。"
        "方格是固定的：跨方格边线的同一地点可能分作两处。案件多的方格也会碰巧反复出现：此表供查看，并非结论。",
        "A place is a square of about {metres} m with one main category: incidents were reported there in at least {often} "
        "of the {of} calendar months that this one ends, and in this one (without those voided, without coordinates or without "
        "category). It is named by the smallest area that its middle lies in; addresses are not listed, but those of the "
        "incidents that it leads to. Squares lie fast: one spot across their edge may be told as two. Busy squares come back by chance, too: "
        "a list to look into, not a finding.",
    ),
    "review.headline.place": (
        "{place}的{category}本月上报 {n} 件，明显多于其他反复发生的地点（其次 {second} 件）；{of} 个月中有 {months} 个月发生。",
        "{place}: {category} was reported {n} times this month, clearly more than at any other place that comes back "
        "(next: {second}), and in {months} of {of} months.",
    ),
}
