"""Texts of assessment scores in the review."""

TEXTS: dict[str, tuple[str, str]] = {
    "review.rate.overdue_rate": ("超期率", "overdue rate"),
    "review.section.what_if": ("假设：{name}", "What if: {name}"),
    "review.column.score": ("得分", "Score"),
    "review.column.maximum": ("满分", "Out of"),
    "review.column.range": ("权重 ±{sway} 时的位次", "Places at weights ±{sway}"),
    "review.column.earned": ("得分（满 {points}）", "Points of {points}"),
    "review.column.lost": ("扣分", "Deducted"),
    "review.column.left_out": ("未计入的项目", "Terms left out"),
    "review.table.score": ("得分 = {formula}", "Score = {formula}"),
    "review.score.out.none": ("{term}（无案件）", "{term} (no case)"),
    "review.score.out.few": (
        "{term}（{n} 件，不足 {minimum} 件）",
        "{term} ({n} cases, fewer than {minimum})",
    ),
    "review.score.steady": (
        "每项权重增减 {sway}（{combinations} 种组合），{of} 个单位的位次都不变。",
        "With every weight {sway} less or more ({combinations} combinations) all {of} units keep their places.",
    ),
    "review.score.sways": (
        "每项权重增减 {sway}（{combinations} 种组合），{of} 个单位中 {n} 个位次不变；变动最大的是{name}，"
        "在第 {best} 至第 {worst} 位之间。",
        "With every weight {sway} less or more ({combinations} combinations) {n} of {of} units keep their places; "
        "the one that moves most is {name}, from place {best} to {worst}.",
    ),
    "review.score.without": (
        "{n} 个单位可计的项目不足总分的 {enough}，不评分、不排名。",
        "Neither score nor place: {n}, as the terms that count are under {enough} of the points.",
    ),
    "review.score.what_if": (
        "假设的权重，并非考核办法（原为 {decided}）；不会封存。",
        "What if: other weights than the formula's ({decided}); never sealed.",
    ),
    "review.note.score": (
        "每项得分 = 分值 ×（比率或 1 − 比率），扣分为其余部分。没有案件或不足最少件数的项目不计入得分和满分；"
        "可计项目不足总分 {enough} 的不评分、不排名。按得分占满分之比排名，相同的并列。"
        "得分是加权约定，先后不表示差异超出偶然：见各比率的排名。",
        "Points of a term = its points × the rate, or × (1 − the rate); the rest is deducted. A term without cases, or "
        "with fewer than its minimum, is in neither score nor maximum; with under {enough} of the points there is no "
        "score and no place. Places are by score as a share of its maximum; equal ones share a place. A score is an "
        "agreement on weights: its order does not say that a difference is beyond chance, which the rankings of the "
        "rates do.",
    ),
    "review.note.score.sway": (
        "位次范围：各项权重分别取减 {sway}、不变、增 {sway} 的全部组合中的最前和最后位次。",
        "Range of places: the best and the worst one over all combinations of weights that are {sway} less, as they "
        "are, or {sway} more.",
    ),
}
