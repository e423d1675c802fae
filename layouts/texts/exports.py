"""Texts of exports: of what starts and follows one, and of what its file says of itself."""

TEXTS: dict[str, tuple[str, str]] = {
    "export.label": ("导出列表", "Export the list"),
    "export.csv": ("导出全部为 CSV", "Export everything as CSV"),
    "export.xlsx": ("导出全部为 Excel（XLSX）", "Export everything as a workbook (XLSX)"),
    "export.waiting": ("排队等待导出", "waiting for other exports"),
    "export.reading": ("读取中，已读 {n} 行", "reading: {n} rows"),
    "export.writing": ("已写 {n} / {total} 行", "{n} of {total} rows written"),
    "export.done": ("已完成，{total} 行", "done: {total} rows"),
    "export.cancel": ("取消", "Cancel"),
    "export.close": ("关闭", "Close"),
    "export.again": ("再次下载", "Download again"),
    "export.progress": ("导出进度", "Progress of the export"),
    "export.failed.full": (
        "导出失败：服务器磁盘空间不足。请缩小范围再试，或联系管理员清理磁盘。",
        "The export failed: the server's disk is full. Narrow the list, or ask its operator for room.",
    ),
    "export.failed.broken": (
        "导出失败，未留下文件。请重试；再次失败请联系管理员查看服务器日志。",
        "The export failed and left nothing. Try again; if it fails again, ask the operator to look "
        "into the server's log.",
    ),
    "export.failed.gone": (
        "该导出已过期或已取消，请重新导出。",
        "This export has expired or was cancelled: start it again.",
    ),
    "export.failed.busy": (
        "等待中的导出过多，请稍后再试。",
        "Too many exports are waiting: try again later.",
    ),
    "export.failed.forbidden": (
        "此账号不能导出。",
        "This account cannot export.",
    ),
    "export.failed.lost": (
        "连不上服务器，请稍后再试。",
        "The server cannot be reached: try again later.",
    ),
    "export.sheet": ("明细", "Rows"),
    "export.about": ("说明", "About"),
    "export.about.title": ("内容", "What is listed"),
    "export.about.simulated": ("注意", "Note"),
    "export.about.rows": ("行数", "Rows"),
    "export.about.narrowed": ("列表筛选", "Narrowed to"),
    "export.about.order": ("排序", "Order"),
    "export.about.as_of": ("统计时点", "As of"),
    "export.about.version": ("数据版本", "Data version"),
    "export.about.clock": ("时刻", "Moments"),
    "export.about.clock.said": ("{zone} 当地时间", "on the clocks of {zone}"),
    "export.descending": ("{column}（降序）", "{column} (descending)"),
    "export.condition.contains": ("{column}含“{said}”", "{column} contains “{said}”"),
    "export.condition": ("{column} {operator} {said}", "{column} {operator} {said}"),
    "export.seconds": ("{column}（秒）", "{column} (s)"),
}
