"""The demo district's departments, categories, sources and scenarios: all of them invented."""

from __future__ import annotations

from typing import Any, NamedTuple

HOUR = 3600
DAY = 24 * HOUR


class Department(NamedTuple):
    """`response_s`: median seconds to a response; `awake`: works at night and on holidays too;
    `skill`: moves its odds of being on time, 0 is usual."""

    code: str
    zh: str
    en: str
    response_s: int
    awake: bool
    skill: float


class Category(NamedTuple):
    """A leaf category; `weight` is its share of incidents, `hours`, `season` name rhythms."""

    code: str
    parent: str
    zh: str
    en: str
    deadline_s: int
    department: str
    weight: float
    priority: int
    hours: str
    season: str
    mix: str
    scenario: str


def _department(
    code: str, zh: str, en: str, minutes: int, skill: float = 0.0, awake: bool = False
) -> Department:
    return Department(code, zh, en, minutes * 60, awake, skill)


DEPARTMENTS = (
    _department("EDU", "教育局", "Education", 95, 0.1),
    _department("HRS", "人社局", "Human Resources", 130),
    _department("MSA", "市场监管局", "Market Supervision", 75, 0.1),
    _department("CTB", "文旅局", "Culture and Tourism", 85, 0.2),
    _department("HUD", "住建局", "Housing and Construction", 48, -0.3, awake=True),
    _department("EEB", "生态环境局", "Ecology and Environment", 58, awake=True),
    _department("WAB", "水务局", "Water Affairs", 32, 0.1, awake=True),
    _department("TRB", "交通运输局", "Transport", 38, awake=True),
    _department("HEA", "卫健委", "Health Commission", 66, 0.2),
    _department("FIR", "消防大队", "Fire Brigade", 11, 0.4, awake=True),
    _department("CIV", "民政局", "Civil Affairs", 80, 0.3),
    _department("EMB", "应急管理局", "Emergency Management", 17, 0.3, awake=True),
    _department("POL", "公安分局", "Police", 8, 0.3, awake=True),
    _department("JUS", "司法局", "Justice", 110),
    _department("URB", "城管局", "Urban Management", 26, awake=True),
    _department("DRC", "发改委", "Development and Reform", 210, -0.2),
    _department("IIT", "工信局", "Industry and Information", 150, -0.1),
    _department("AGR", "农业农村局", "Agriculture and Rural Affairs", 120),
    _department("COM", "商务局", "Commerce", 185, -0.3),
    _department("PET", "信访局", "Petitions", 360, -0.4),
    _department("LAN", "园林绿化局", "Parks and Greening", 70),
    _department("HOU", "房产局", "Real Estate", 140, -0.4),
    _department("DAT", "数据局", "Data Administration", 45, 0.3),
)

# code, zh, en, seconds after which silence means trouble, median seconds from report to dispatch
SOURCES = (
    ("grid", "网格员上报", "Grid workers' app", 2 * HOUR, 150),
    ("hotline", "12345 热线", "12345 hotline", 2 * HOUR, 780),
    ("video", "视频智能识别", "Video analytics", 6 * HOUR, 70),
    ("police", "110 非警务转办", "Police 110 transfers", 6 * HOUR, 240),
    ("traffic", "智慧交通", "Traffic system", 12 * HOUR, 180),
    ("health", "卫生健康平台", "Health platform", 3 * DAY, 900),
    ("environment", "环境监测", "Environmental monitoring", 1 * DAY, 300),
    ("urban", "数字城管", "Digital urban management", 4 * HOUR, 330),
    ("emergency", "应急指挥", "Emergency command", 2 * DAY, 90),
    ("petition", "信访平台", "Petition platform", 2 * DAY, 5400),
)

# Which sources report a category: by mix, source and its share.
MIXES = {
    "street": {"urban": 0.34, "grid": 0.32, "video": 0.22, "hotline": 0.12},
    "works": {"grid": 0.42, "urban": 0.28, "hotline": 0.30},
    "danger": {"grid": 0.36, "emergency": 0.16, "video": 0.14, "police": 0.16, "hotline": 0.18},
    "noise": {"hotline": 0.52, "police": 0.36, "grid": 0.12},
    "traffic": {"traffic": 0.42, "video": 0.28, "police": 0.16, "hotline": 0.14},
    "nature": {"environment": 0.24, "grid": 0.40, "video": 0.10, "hotline": 0.26},
    "market": {"hotline": 0.80, "grid": 0.14, "petition": 0.06},
    "life": {"hotline": 0.72, "grid": 0.18, "petition": 0.10},
    "health": {"health": 0.70, "hotline": 0.25, "petition": 0.05},
    "petition": {"petition": 0.72, "hotline": 0.28},
}

SCENARIOS = (
    ("vending", "占道经营治理", "Street vending"),
    ("cleaning", "市容环境整治", "Clean streets"),
    ("facilities", "市政设施管护", "Public facilities"),
    ("fire", "消防通道守护", "Fire lanes"),
    ("gas", "燃气安全", "Gas safety"),
    ("production", "安全生产", "Workplace safety"),
    ("building-noise", "工地噪声管控", "Building noise"),
    ("parking", "违停治理", "Illegal parking"),
    ("flood", "防汛排涝", "Flood control"),
    ("rivers", "河湖巡查", "River patrol"),
    ("greening", "园林管护", "Parks and trees"),
    ("food", "食安监管", "Food safety"),
    ("consumers", "消费维权", "Consumer rights"),
    ("property", "物业服务", "Property service"),
    ("welfare", "民生服务", "Public services"),
    ("mediation", "矛盾调解", "Mediation"),
)

TOPICS = (
    ("C01", "市容环境", "City appearance"),
    ("C02", "公共设施", "Public facilities"),
    ("C03", "安全隐患", "Safety hazards"),
    ("C04", "噪声扰民", "Noise"),
    ("C05", "交通秩序", "Traffic order"),
    ("C06", "河道水体", "Rivers and water"),
    ("C07", "园林绿化", "Greening"),
    ("C08", "市场消费", "Market and consumers"),
    ("C09", "民生服务", "Public services"),
    ("C10", "综合治理", "Community affairs"),
)

_LEAVES = """
C0101|占道经营|Street vending|24|URB|9.0|3|evening|summer|street|vending
C0102|暴露垃圾|Exposed litter|12|URB|7.0|3|day||street|cleaning
C0103|乱张贴|Illegal posters|48|URB|3.5|4|day||street|cleaning
C0104|违规广告|Unlicensed signs|72|URB|2.0|4|day||street|cleaning
C0105|餐饮油烟|Cooking fumes|72|EEB|2.4|3|evening|summer|market|cleaning
C0201|井盖缺损|Manhole cover|4|HUD|2.2|2|day|rain|works|facilities
C0202|路灯故障|Street light out|24|HUD|2.4|3|evening||works|facilities
C0203|道路破损|Road damage|72|TRB|2.8|3|day|rain|works|facilities
C0204|供水漏损|Water leak|8|WAB|2.0|2|flat|winter|works|facilities
C0205|线缆脱落|Loose cable|24|IIT|1.1|3|day|rain|works|facilities
C0301|消防通道堵塞|Blocked fire lane|4|FIR|3.4|2|evening||danger|fire
C0302|电动车违规充电|E-bike charging|8|FIR|2.4|2|evening|summer|danger|fire
C0303|燃气泄漏|Gas leak|2|EMB|0.7|1|flat|winter|danger|gas
C0304|高空坠物|Falling objects|24|HOU|1.1|2|day||danger|property
C0305|企业安全隐患|Workplace hazard|120|EMB|1.3|2|office||danger|production
C0401|施工噪声|Building noise|8|EEB|3.6|3|night|summer|noise|building-noise
C0402|社会生活噪声|Neighbourhood noise|4|POL|4.2|3|night|summer|noise|mediation
C0403|交通噪声|Traffic noise|72|TRB|0.8|4|night||noise|building-noise
C0501|违停|Illegal parking|2|POL|8.4|3|traffic||traffic|parking
C0502|非机动车乱停放|Bicycle clutter|6|URB|4.6|4|traffic||street|parking
C0503|信号灯故障|Signal fault|4|TRB|1.1|2|traffic|rain|traffic|facilities
C0504|公交站点设施|Bus stop facilities|72|TRB|0.9|4|day||traffic|facilities
C0601|漂浮物|Floating debris|24|WAB|2.6|3|day|summer|nature|rivers
C0602|污水直排|Sewage discharge|48|EEB|1.2|2|day||nature|rivers
C0603|道路积水|Waterlogging|4|WAB|1.6|2|flat|rain|works|flood
C0701|绿化缺损|Damaged greenery|120|LAN|2.0|4|day|summer|nature|greening
C0702|树木倒伏|Fallen tree|6|LAN|1.0|2|flat|rain|nature|greening
C0801|消费纠纷|Consumer dispute|168|MSA|3.8|4|office||market|consumers
C0802|食品安全|Food safety|120|MSA|2.2|3|office|summer|market|food
C0803|预付卡退款|Prepaid card refund|240|COM|1.4|4|office||market|consumers
C0804|旅游投诉|Tourism complaint|120|CTB|1.0|4|day|summer|market|consumers
C0901|物业纠纷|Property management|168|HOU|3.2|4|office||life|property
C0902|养老救助|Care and relief|120|CIV|1.4|3|office|winter|life|welfare
C0903|入学咨询|School admission|168|EDU|1.4|4|office|summer|life|welfare
C0904|拖欠工资|Unpaid wages|240|HRS|1.4|3|office|winter|life|welfare
C0905|就医服务|Health care|120|HEA|1.9|3|office|winter|health|welfare
C0906|收费争议|Pricing dispute|120|DRC|0.9|4|office||market|consumers
C1001|信访诉求|Petition|360|PET|1.2|3|office||petition|mediation
C1002|邻里纠纷|Neighbour dispute|72|JUS|1.6|4|evening||life|mediation
C1003|流浪动物|Stray animals|72|AGR|1.1|4|day||nature|cleaning
C1004|政务平台故障|Online service fault|72|DAT|0.9|4|office||life|welfare
"""


def _leaf(line: str) -> Category:
    code, zh, en, hours, department, weight, priority, *rhythm = line.split("|")
    seconds = int(hours) * HOUR
    return Category(
        code, code[:3], zh, en, seconds, department, float(weight), int(priority), *rhythm
    )


def categories() -> tuple[Category, ...]:
    """The leaf categories."""
    return tuple(_leaf(line) for line in _LEAVES.strip().splitlines())


def _named(code: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name_zh": zh, "name_en": en, **more}


def rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of the reference tables by the tables' names; parents before their children."""
    topics = [_named(*topic, parent=None, deadline_seconds=None) for topic in TOPICS]
    leaves = [
        _named(leaf.code, leaf.zh, leaf.en, parent=leaf.parent, deadline_seconds=leaf.deadline_s)
        for leaf in categories()
    ]
    return {
        "departments": [_named(d.code, d.zh, d.en) for d in DEPARTMENTS],
        "categories": topics + leaves,
        "sources": [_named(*s[:3], stale_after_seconds=s[3]) for s in SOURCES],
        "scenarios": [_named(*scenario) for scenario in SCENARIOS],
    }
