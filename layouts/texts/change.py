"""Texts of what the counts of the strip are compared with."""

TEXTS: dict[str, tuple[str, str]] = {
    # what happened in the period, against as much time before it
    "change.flow.today": ("较昨日同时 {n}", "{n} vs yesterday by now"),
    "change.flow.24h": ("较前 24 小时 {n}", "{n} vs 24 h before"),
    "change.flow.7d": ("较前 7 天 {n}", "{n} vs 7 days before"),
    "change.flow.30d": ("较前 30 天 {n}", "{n} vs 30 days before"),
    "change.flow.month": ("较上月同期 {n}", "{n} vs last month by now"),
    "change.flow.lastmonth": ("较前一月 {n}", "{n} vs month before"),
    "change.flow.custom": ("较前一时段 {n}", "{n} vs time before"),
    # what is so now, against the end of that time
    "change.stock.today": ("较昨日同时 {n}", "{n} vs a day ago"),
    "change.stock.24h": ("较 24 小时前 {n}", "{n} vs 24 h ago"),
    "change.stock.7d": ("较 7 天前 {n}", "{n} vs 7 days ago"),
    "change.stock.30d": ("较 30 天前 {n}", "{n} vs 30 days ago"),
    "change.stock.month": ("较上月此时 {n}", "{n} vs a month ago"),
    "change.stock.custom": ("较前一时段 {n}", "{n} vs time before"),
    # whether it is more than chance; the sign is what a colour-blind reader has
    "change.more": ("▲ 显著增多", "▲ clearly more"),
    "change.less": ("▼ 显著减少", "▼ clearly less"),
    "change.same": ("– 无显著变化", "– no clear change"),
    # behind the figure
    "change.before": ("{start} 至 {end}", "{start} to {end}"),
    "change.difference": ("增减", "Difference"),
    "change.z": ("z = {z}", "z = {z}"),
}
