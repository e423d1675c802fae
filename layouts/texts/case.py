"""Texts of one incident, opened beside the screen."""

TEXTS: dict[str, tuple[str, str]] = {
    "case.label": ("案件 {number}", "Incident {number}"),
    "case.close": ("关闭", "Close"),
    "case.unknown": ("没有这个案件", "There is no such incident"),
    "case.unknown.more": (
        "网址中的案件应写作“来源代码:案件编号”；刚上报的案件约一秒后可见。",
        "An address names an incident as SOURCE:NUMBER; one just reported is seen about a second later.",
    ),
    "case.here": ("只看本{level}", "Only this {level}"),
    "case.priority": ("优先级 {n}", "Priority {n}"),
    "case.no_text": ("来源未提供描述", "No description was given"),
    "case.hidden": (
        "描述、地址和备注可能含个人信息，您的角色不显示",
        "Description, address and notes may be personal, and are not shown to your role",
    ),
    "case.simulated": ("模拟数据", "Simulated data"),
    # status
    "case.status.ahead": ("提前登记，尚未上报", "dated ahead, not reported yet"),
    "case.status.open": ("在办", "open"),
    "case.status.overdue": ("超期 {time}", "overdue by {time}"),
    "case.status.suspended": ("缓办", "suspended"),
    "case.status.closed": ("已结案", "closed"),
    "case.status.voided": ("作废", "voided"),
    "case.stage.name": ("阶段", "Stage"),
    "case.stage": ("阶段：{stage}", "Stage: {stage}"),
    # clocks
    "case.clocks": ("时钟", "Clocks"),
    "case.deadline": ("时限", "Deadline"),
    "case.deadline.none": ("无时限", "no deadline"),
    "case.deadline.left": ("剩余 {time}", "{time} left"),
    "case.deadline.late": ("超期 {time}", "{time} late"),
    "case.deadline.early": ("提前 {time}", "{time} early"),
    "case.deadline.exact": ("恰好按期", "to the moment"),
    "case.deadline.stands": ("缓办期间顺延", "moves on while suspended"),
    "case.deadline.rule": (
        "原定时限，加上到期前批准的延期，再加上到期前开始的暂停；到期后才暂停或延期的仍为超期。",
        "The original one, plus extensions granted before it passed, plus pauses begun before it "
        "passed; what is suspended or extended afterwards stays overdue.",
    ),
    "case.response": ("首次响应", "First response"),
    "case.response.rule": (
        "从上报到任一部门首次响应或处置，扣除暂停。",
        "From the report to the first response or resolution by anybody, pauses taken out.",
    ),
    "case.total": ("总用时", "Total time"),
    "case.total.rule": (
        "从上报到仍然有效的结案，扣除暂停。",
        "From the report to the closing that holds, pauses taken out.",
    ),
    "case.so_far": ("至今", "so far"),
    "case.unheard": ("未响应即结案", "closed unanswered"),
    "case.paused": ("暂停", "Paused"),
    "case.paused.none": ("没有暂停", "no pause"),
    "case.paused.taken": ("已扣除", "taken out"),
    "case.paused.rule": (
        "从缓办到恢复办理（或结案），合计；不计入其他用时。",
        "From each suspension to its resumption (or the closing), summed; in none of the other times.",
    ),
    # course
    "case.stages": ("各阶段用时", "Time in each stage"),
    "case.stages.rule": (
        "从进入阶段到离开，各次合计，扣除暂停；所在阶段计至今。结案到重新立案之间不属于任何阶段。",
        "From entering a stage to leaving it, all visits summed, pauses taken out; of the present "
        "stage so far. From a closing to a reopening it is in no stage.",
    ),
    "case.stages.here": ("所在", "here"),
    "case.pause": ("暂停", "paused"),
    "case.strip": ("经过", "Course"),
    "case.from": ("自", "From"),
    "case.to": ("至", "To"),
    "case.timeline": ("流转记录", "History"),
    "case.events": ("{n} 条", "{n} in all"),
    "case.ahead": ("提前登记，尚未生效", "Dated ahead, not in effect yet"),
    "case.now": ("现在", "now"),
    "case.since": ("距上一条", "since the one before"),
    "case.moment": ("时刻", "Moment"),
    "case.note": ("备注", "Note"),
    "case.deadline.passes": ("时限到期", "deadline"),
    "case.deadline.would": ("此刻恢复则于此到期", "deadline if resumed now"),
    "case.to_department": ("派遣 {department}", "To {department}"),
    "case.by_department": ("{kind} {department}", "{kind} · {department}"),
    "case.extended": ("延期至 {moment}", "Extended to {moment}"),
    "case.corrected": ("更正{field}：{old} → {new}", "Corrected {field}: {old} → {new}"),
    "case.role.lead": ("主办", "lead"),
    "case.role.co": ("协办", "co-handler"),
    "case.field.area": ("区域", "area"),
    "case.field.category": ("类别", "category"),
    "case.field.scenario": ("场景", "scenario"),
    "case.field.priority": ("优先级", "priority"),
    "case.field.lon": ("经度", "longitude"),
    "case.field.lat": ("纬度", "latitude"),
    "case.field.address": ("地址", "address"),
    "case.field.text": ("描述", "description"),
    "case.field.own_deadline": ("时限", "deadline"),
    # who had it
    "case.duties": ("经办部门", "Who had it"),
    "case.duties.none": ("尚未派遣", "Not dispatched yet"),
    "case.duties.rule": (
        "每次派遣（或核查退回主办部门）计一次，到该部门处置为止；未处置的到移交或结案为止。"
        "响应为该部门首次响应或处置，办理为到其处置，均扣除暂停。",
        "One line for each dispatch (or return to the lead), until that department's resolution, else "
        "until it was passed on or closed. Response is its first response or resolution, handling "
        "is to its resolution, pauses taken out.",
    ),
    "case.outcome.waiting": ("等待响应", "not answered yet"),
    "case.outcome.answered": ("已响应", "answered"),
    "case.outcome.passed_on": ("未响应即移交", "passed on unanswered"),
    "case.outcome.unanswered": ("未响应即结案", "closed unanswered"),
    "case.outcome.resolved": ("已处置", "resolved"),
    "case.responded_in": ("响应 {time}", "response {time}"),
    "case.handled_in": ("办理 {time}", "handling {time}"),
    "case.span": ("{begin} 至 {end}", "{begin} – {end}"),
    "case.since_then": ("{begin} 起", "since {begin}"),
    # near
    "case.cameras": ("摄像头", "Cameras"),
    "case.cameras.none": ("没有摄像头", "There is no camera"),
    "case.cameras.unseen": ("没有完好的摄像头能看到此处", "No camera in order sees this place"),
    "case.cameras.rule": (
        "案件位于其视野（方位、角度、视距）之内且完好的摄像头，由近到远；其后是最近的 {n} 路其他摄像头。"
        "视野为标称值，不计墙、树和夜间。",
        "Cameras in order in whose field of view (bearing, angle, range) it lies, nearest first; then "
        "the nearest {n} others. Fields of view are nominal: without walls, trees and night.",
    ),
    "case.camera.sees": ("可见此处", "sees it"),
    "case.camera.not_working": ("在视野内，但不完好", "in its view, but not in order"),
    "case.camera.out_of_view": ("视野未及", "out of its view"),
    "case.unlocated": ("案件无坐标：地图、摄像头、同一地点和疑似重复均不可知", "Without a location: no map, cameras, repeats or duplicates"),
    "case.duplicates": ("疑似重复", "Likely duplicates"),
    "case.duplicates.none": ("未发现", "none found"),
    "case.duplicates.rule": (
        "非同一案件；相距 {radius} 以内；上报相隔 {hours} 小时以内；上级类别相同，或其一未分类；"
        "描述加地址相似度不低于 {alike}，或其一没有文字。相似度：两段文字相邻两字的组合中共有的占全部的比例，"
        "不计空格、标点、全角半角和大小写。来自其他来源的在前。",
        "Another incident; within {radius}; reported within {hours} hours of it; of the same upper "
        "category, or one of them without any; texts and addresses at least {alike} alike, or one "
        "without text. Alike: the share of all pairs of neighbouring characters that both have, "
        "without spaces, punctuation, width and case. Those from another source first.",
    ),
    "case.how": ("如何得出", "how is this found"),
    "case.alike": ("文字相似 {share}", "texts {share} alike"),
    "case.alike.unknown": ("无文字可比", "no text to compare"),
    "case.other_source": ("来自其他来源", "from another source"),
    "case.repeats": ("同一地点", "Same place"),
    "case.repeats.none": ("没有其他案件", "no other incident"),
    "case.repeats.note": ("{n} 件", "{n} in all"),
    "case.repeats.note.some": ("{n} 件，列出最近 {shown} 件", "{n} in all, the newest {shown} listed"),
    "case.repeats.rule": (
        "{radius} 以内、上报前后 {days} 天内上报的其他案件，不含作废的；不受筛选影响。",
        "Other incidents within {radius}, reported in the {days} days before or after it, without "
        "those voided; whatever is filtered by.",
    ),
    "case.before": ("早 {time}", "{time} earlier"),
    "case.after": ("晚 {time}", "{time} later"),
    "case.same_moment": ("同时", "same moment"),
    "case.metres": ("{n} m", "{n} m"),
}  # fmt: skip
