"""What a review says in sentences: headlines, notes, definitions."""

TEXTS: dict[str, tuple[str, str]] = {
    "review.headline.resolutions": (
        "有 {n} 项讲评事项逾期未办。",
        "{n} resolutions are past their day.",
    ),
    "review.headline.nothing": ("本期没有案件。", "There are no incidents of the period."),
    "review.headline.steady": (
        "各项比率与{before}相比没有明显变化，没有单位明显偏离其余单位。",
        "No rate changed clearly from {before}, and no unit is clearly apart from the others.",
    ),
    "review.headline.rate.higher": (
        "{rate}为 {value}，较{before}上升 {difference} 个百分点，超出偶然波动。",
        "The {rate} is {value}, {difference} points higher than {before}, beyond chance.",
    ),
    "review.headline.rate.lower": (
        "{rate}为 {value}，较{before}下降 {difference} 个百分点，超出偶然波动。",
        "The {rate} is {value}, {difference} points lower than {before}, beyond chance.",
    ),
    "review.headline.units.worse": (
        "{unit}中 {names} 的{rate}（{values}）明显低于其余单位。",
        "{unit}: the {rate} of {names} ({values}) is clearly lower than the others'.",
    ),
    "review.headline.units.better": (
        "{unit}中 {names} 的{rate}（{values}）明显高于其余单位。",
        "{unit}: the {rate} of {names} ({values}) is clearly higher than the others'.",
    ),
    "review.headline.targets.missed": (
        "{of} 个部门中有 {count} 个{rate}未达到 {target}：{names}。",
        "{count} of {of} departments miss the {rate} of {target}: {names}.",
    ),
    "review.headline.waiting": (
        "仍有 {count} 次派遣未响应，最久的是{names}，已 {time}。",
        "{count} assignments are still unanswered, the longest for {time}: {names}.",
    ),
    "review.headline.unlocated": (
        "{of} 件中有 {n} 件没有坐标，地图和覆盖率不含这些案件。",
        "{n} of {of} incidents have no place: maps and coverage are without them.",
    ),
    "review.headline.not_final": (
        "期末后 {days} 天尚未到，以上数字仍会变动，不宜据以奖惩。",
        "Less than {days} days have passed since the end: figures still change, and are nothing to praise or blame by.",
    ),
    "review.headline.early": (
        "{before}刚刚结束，统计时点距其期末比本期更近，其数字仍会变动。",
        "{before} is only just over, and looked at sooner after its end: its figures still change.",
    ),
    "review.headline.no_month_before": (
        "没有{before}的数据，无从比较。",
        "Nothing is known of {before}: there is no comparison.",
    ),
    "review.note.changes": (
        "变化的区间按 Newcombe 法；是否“明显”经 Benjamini–Hochberg 5% 校正。",
        "Intervals of changes are Newcombe's; what is called clear is so after Benjamini–Hochberg at 5 %.",
    ),
    "review.note.alike": (
        "{before}和去年同期均按同样的期末延迟统计。",
        "What it is compared with, {before} and the year before, is looked at as long after its end.",
    ),
    "review.note.compared.seal": (
        "{period}：按其封存第 {n} 版{name}（{digest}）的统计时点 {as_of} 和数据版本 {version}。",
        "{period}: of its seal, edition {n}{name} ({digest}): as of {as_of} at data version {version}.",
    ),
    "review.note.compared.live": (
        "{period}：没有封存，统计时点 {as_of}，数据版本 {version}。",
        "{period}: not sealed; as of {as_of} at data version {version}.",
    ),
    "review.note.compared.differs": (
        "{period}：本版软件的统计与该封存不一致，以封存为准。",
        "{period}: this release counts otherwise than the seal did; the seal holds.",
    ),
    "review.note.bands": (
        "分档：每个单位与其余单位之和比较（双侧计分检验，φ ≥ 1 校正单位间波动，Benjamini–Hochberg 5%）；同一档内的先后不分高下。应结不足 {n} 件的不排名。",
        "Bands: each unit against the others together (two-sided score test, φ ≥ 1 for how much units vary, Benjamini–Hochberg at 5 %); within a band the order means nothing. With fewer than {n} due a unit is not ranked.",
    ),
    "review.note.list": (
        "打开这些案件，按统计时点的情况",
        "Opens these cases, as they were at the moment of the figures",
    ),
    "review.note.funnel": (
        "漏斗图的内外界限为 95% 和 99.8%，已按单位间的波动放宽；界限以内的高低属于偶然。图中放不下的名称见表。",
        "The funnel's limits are 95 and 99.8 %, widened by how much units vary; between them, high and low are chance. Names that have no room are in the table alone.",
    ),
    "review.note.loop": (
        "各阶段用时为历次停留之和，扣除缓办；中位数按 Kaplan–Meier 法，含仍停留在该阶段的案件。",
        "Times are all visits of a stage summed, without pauses; medians by Kaplan–Meier, those still in it counted.",
    ),
    "review.note.response": (
        "从派遣（或退回）到该部门首次响应，扣除缓办；按 Kaplan–Meier 法，未响应的计入，未响应即结案的视为始终未响应。“>” 表示超过已观察到的最长时间。",
        'From the dispatch (or return) to that department\'s first response, without pauses; by Kaplan–Meier: the unanswered count, what was closed unanswered stays so for ever. ">": longer than the longest observed.',
    ),
    "review.note.coverage": (
        "覆盖为名义值：不计墙体和树木遮挡。面积覆盖率低于 {share} 的区域为盲区。",
        "Coverage is nominal: no walls, no trees. Of a blind area less than {share} is covered.",
    ),
    "review.note.assumed": (
        "其中 {n} 路没有视距，按 {metres} 米假定。",
        "{n} cameras state no range; {metres} m are assumed.",
    ),
    "review.honesty.simulated": ("数据为模拟。", "The data are simulated."),
    "review.honesty.illustrative": ("部分区域边界为示意。", "Some boundaries are illustrative."),
    "review.honesty.nominal": (
        "摄像头覆盖为名义值：不计墙体和树木遮挡。",
        "Camera coverage is nominal: no walls, no trees.",
    ),
    "review.honesty.late_unknown": (
        "系统自 {since} 起才有案件数据，晚于期末，迟到数据无从统计。",
        "Incidents are on record only since {since}, after the period's end: which came late is not known.",
    ),
    "review.honesty.unlocated": ("缺失：没有坐标的案件", "Missing: incidents without a place"),
    "review.honesty.late": (
        "迟到数据：期末之后才入库的案件",
        "Late arrivals: incidents first on record after the period's end",
    ),
    "review.honesty.corrected": (
        "更正：内容有过更正的案件",
        "Corrections: incidents of which something was corrected",
    ),
    "review.honesty.default_deadlines": (
        "假定：自身没有时限、按类别默认时限计的案件",
        "Assumed: incidents without a deadline of their own, judged by their category's default",
    ),
    "review.honesty.assumed": (
        "假定：没有视距数据、按 {metres} 米计的摄像头",
        "Assumed: cameras that state no range, taken as {metres} m",
    ),
    "review.honesty.rejected": (
        "拒收：导入文件中被拒收的行（全部数据，不随筛选和权限）",
        "Rejected: rows of loaded files that were not taken in (of the whole record, whatever is filtered)",
    ),
    "review.honesty.unfinished": (
        "未完成的文件导入（全部数据，不随筛选和权限）",
        "Loads of files that did not finish (of the whole record, whatever is filtered)",
    ),
    "review.definition.cohort": (
        "统计对象：本期上报的案件（作废的另列）。",
        "What is counted: incidents reported in the period (those voided stand apart).",
    ),
    "review.definition.due": (
        "应结案：统计时点前有效时限已过的案件；时限含到期前批准的延期和到期前开始的缓办。未到期、提前结案的不计入比率，另列。",
        "Due: those whose effective deadline has passed; extensions granted and pauses begun before it count. What is not yet due or was closed early is beside the rates, not in them.",
    ),
    "review.definition.rates": (
        "结案率 = 应结中已结案 / 应结案；按期结案率 = 应结中按期结案 / 应结案；返工率 = 曾退回 / 已核查；延期率 = 应结中曾延期 / 应结案。分母为 0 的记“–”。",
        'Closure rate = closed of those due / due; on-time rate = closed on time / due; rework rate = sent back at least once / verified; extension rate = extended of those due / due. Over 0 a rate is "–".',
    ),
    "review.definition.department": (
        "应结案件计入到期时的主办部门，其余计入最后的主办部门；部门是否按期以该部门自己的处置为准。",
        "What is due counts with the department that led it at its deadline, the rest with the latest; a department is on time by its own resolution.",
    ),
    "review.definition.interval": (
        "比率的 95% 区间为 Wilson 计分区间。",
        "The 95 % interval of a rate is Wilson's score interval.",
    ),
    "review.definition.limits": (
        "迟到按入库时刻计；文件导入计期初至统计时点结束的，每次各计，改正后再导入的行仍计为拒收，被强行杀死的不留记录。",
        "Late is by the moment of the commit. Loads are those that ended from the period's begin to the moment of the figures; a file loaded again counts again, one that is killed leaves no trace.",
    ),
}
