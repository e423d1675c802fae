"""Texts of what is filtered by: stages, worklists, what is drawn on the map, texts."""

TEXTS: dict[str, tuple[str, str]] = {
    "chosen.stage": ("阶段", "Stage"),
    "chosen.stage.reported": ("上报", "reported"),
    "chosen.stage.dispatched": ("派遣", "dispatched"),
    "chosen.stage.responded": ("响应", "responded"),
    "chosen.stage.resolved": ("处置", "resolved"),
    "chosen.stage.closed": ("核查结案", "closed"),
    "chosen.only.due2h": ("仅 2 小时内到期", "only due within 2 h"),
    "chosen.only.due24h": ("仅 24 小时内到期", "only due within 24 h"),
    "chosen.only.unanswered": ("仅超时未响应", "only unanswered past the norm"),
    "chosen.only.paused": ("仅缓办过久", "only suspended too long"),
    "chosen.only.reopened": ("仅重新在办", "only open again"),
    "chosen.only.duplicates": ("仅疑似重复", "only likely duplicates"),
    "chosen.within": ("地图范围", "Area drawn on the map"),
    "chosen.text": ("文字", "Text"),
}
