"""The contract: which columns a SELECT returns for each kind (docs/data-contract)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from data_access.record.events import KINDS as EVENT_KINDS

Type = Literal["text", "moment", "number", "integer", "boolean"]
Language = Literal["zh", "en"]


class Column(NamedTuple):
    """One column of the contract."""

    name: str
    type: Type
    required: bool
    zh: str
    en: str


class Kind(NamedTuple):
    """What can be loaded: its columns, and those that identify a row."""

    key: tuple[str, ...]
    columns: tuple[Column, ...]
    many: bool = False  # rows of one key, which belong together

    @property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


_LINE = Column(
    "line_no",
    "integer",
    True,
    "文件中的行号（分组时用 `min(line_no)`），用于被拒文件",
    "line of the file (`min(line_no)` where rows are grouped), for the reject file",
)
_CODE = Column("code", "text", True, "唯一代码", "its code, unique")
_NAMES = (
    Column(
        "name_zh",
        "text",
        False,
        "中文名称；缺省时用英文名称，再缺省时用代码",
        "Chinese name; by default the English one, else the code",
    ),
    Column(
        "name_en",
        "text",
        False,
        "英文名称；缺省时用中文名称，再缺省时用代码",
        "English name; by default the Chinese one, else the code",
    ),
)
_LON = (
    "经度，WGS-84，度；给定 `--crs` 时为该坐标系的东向坐标或经度",
    "longitude, WGS-84, degrees; with `--crs`, x (east) or longitude of that system",
)
_LAT = (
    "纬度，WGS-84，度；给定 `--crs` 时为该坐标系的北向坐标或纬度",
    "latitude, WGS-84, degrees; with `--crs`, y (north) or latitude of that system",
)

_INCIDENTS = (
    _LINE,
    Column("source", "text", True, "来源系统代码，须已导入", "code of a loaded source system"),
    Column(
        "external_id",
        "text",
        True,
        "来源系统内的编号；与 source 一起标识一个案件",
        "its number in the source; with `source` it identifies an incident",
    ),
    Column("reported_at", "moment", True, "上报时刻", "reported"),
    Column(
        "area",
        "text",
        False,
        "所知最细一级区域的代码，须已导入；优先于坐标",
        "code of the finest area known, loaded; it wins over the coordinates",
    ),
    Column("lon", "number", False, *_LON),
    Column("lat", "number", False, *_LAT),
    Column("category", "text", False, "类别代码，须已导入", "code of a loaded category"),
    Column("scenario", "text", False, "应用场景代码，须已导入", "code of a loaded scenario"),
    Column(
        "priority",
        "integer",
        False,
        "优先级，1 最紧急，0 至 32767",
        "priority, 1 is the most urgent, 0 to 32767",
    ),
    Column(
        "department",
        "text",
        False,
        "被派遣的主办部门代码，须已导入；无 dispatched_at 时视为上报时即派遣",
        "code of the loaded department that it was dispatched to as lead; without "
        "`dispatched_at` it counts as dispatched when reported",
    ),
    Column("dispatched_at", "moment", False, "派遣时刻", "dispatched"),
    Column("responded_at", "moment", False, "首次响应时刻", "first response"),
    Column("resolved_at", "moment", False, "处置完成时刻", "resolved by the department"),
    Column("returned_at", "moment", False, "核查退回时刻", "sent back by verification"),
    Column("verified_at", "moment", False, "核查通过时刻", "verified"),
    Column("closed_at", "moment", False, "结案时刻", "closed"),
    Column("suspended_at", "moment", False, "缓办开始时刻", "suspended"),
    Column("resumed_at", "moment", False, "缓办结束时刻", "resumed"),
    Column("voided_at", "moment", False, "作废时刻", "voided"),
    Column(
        "deadline",
        "moment",
        False,
        "自带的时限；缺省时用类别的时限",
        "deadline of its own; by default that of its category",
    ),
    Column("address", "text", False, "地址", "address"),
    Column("text", "text", False, "描述", "free text"),
)

_EVENTS = (
    _LINE,
    Column("source", "text", True, "来源系统代码，须已导入", "code of a loaded source system"),
    Column(
        "external_id",
        "text",
        True,
        "案件在来源系统内的编号；案件须已导入，或本文件含其 `reported` 行",
        "number of the incident in the source; it is loaded, or has a `reported` row in the file",
    ),
    Column(
        "kind",
        "text",
        True,
        "种类：" + "、".join(f"`{kind}`" for kind in EVENT_KINDS),
        "what happened: " + ", ".join(f"`{kind}`" for kind in EVENT_KINDS),
    ),
    Column(
        "moment",
        "moment",
        True,
        "发生的时刻；不早于上报",
        "when it happened; not before the report",
    ),
    Column(
        "department",
        "text",
        False,
        "由哪个部门所为，须已导入；缺省为当时的主办部门",
        "code of the loaded department that did it; by default the one that leads then",
    ),
    Column(
        "target",
        "text",
        False,
        "仅 `dispatched`，且必需：派遣给哪个部门，须已导入",
        "`dispatched` only, and needed there: code of the loaded department it went to",
    ),
    Column(
        "role",
        "text",
        False,
        "仅 `dispatched`：`lead` 主办（缺省）或 `co` 协办",
        "`dispatched` only: `lead` (by default) or `co`, a co-handler",
    ),
    Column(
        "deadline",
        "moment",
        False,
        "仅 `extended`，且必需：延长到的时限",
        "`extended` only, and needed there: the deadline granted",
    ),
    Column(
        "field",
        "text",
        False,
        "仅 `corrected`，且必需：更正的字段，`area`、`category`、`scenario`、`priority`、`lon`、"
        "`lat`、`address`、`text` 或 `deadline`",
        "`corrected` only, and needed there: `area`, `category`, `scenario`, `priority`, `lon`, "
        "`lat`, `address`, `text` or `deadline`",
    ),
    Column(
        "new",
        "text",
        False,
        "仅 `corrected`，且必需：更正后的值，须符合该字段；`none` 撤销原值",
        "`corrected` only, and needed there: the right value, as the field takes it; `none` takes "
        "the known one back",
    ),
)

_AREAS = (
    _LINE,
    _CODE,
    *_NAMES,
    Column(
        "parent",
        "text",
        False,
        "上一级区域的代码；最高级没有",
        "code of the area above; none at the top",
    ),
    Column(
        "level",
        "text",
        True,
        "级别：配置中的名称（中、英文），或从 0（最高级）起的序号",
        "level: its configured name (Chinese or English), or its number from 0, the top",
    ),
    Column(
        "geometry",
        "text",
        False,
        "面，GeoJSON 文本，WGS-84 或 `--crs` 所给的坐标系；无效的面被修复并报告；缺少而有下级时取下级之并",
        "polygon, as GeoJSON text, in WGS-84 or the system of `--crs`; an invalid one is repaired "
        "and reported; where it is missing, the union of the areas below",
    ),
    Column("population", "integer", False, "人口", "population"),
    Column("enterprises", "integer", False, "企业数", "number of enterprises"),
    Column(
        "illustrative",
        "boolean",
        False,
        "边界是否仅为示意；缺省为否",
        "whether the outline is only illustrative; by default it is not",
    ),
)

_CAMERAS = (
    _LINE,
    _CODE,
    *_NAMES,
    Column("lon", "number", True, *_LON),
    Column("lat", "number", True, *_LAT),
    Column(
        "area",
        "text",
        False,
        "所在区域代码，须已导入；缺省时由坐标得出",
        "code of the loaded area it stands in; by default found from the coordinates",
    ),
    Column(
        "bearing",
        "number",
        False,
        "朝向，自正北顺时针 0 至 360 度；缺省为环视",
        "bearing, 0 to 360 degrees clockwise from north; without one it sees all around",
    ),
    Column("angle", "number", False, "视场角，度，至多 360", "angle of view, degrees, up to 360"),
    Column(
        "range_m",
        "number",
        False,
        "可视距离，米；缺省用配置值并标明“假定”",
        "range, metres; by default the configured one, marked as assumed",
    ),
    Column(
        "installed",
        "boolean",
        False,
        "是否已安装；空为来源未说明",
        "installed; empty: the source does not say",
    ),
    Column(
        "online",
        "boolean",
        False,
        "是否在线；空为来源未说明",
        "online; empty: the source does not say",
    ),
    Column(
        "in_order",
        "boolean",
        False,
        "图像是否正常；空为来源未说明",
        "picture in order; empty: the source does not say",
    ),
    Column(
        "status_at",
        "moment",
        False,
        "上述状态的时刻；缺省时，状态有变即为导入时刻",
        "moment of that status; by default, where it differs from the known one, that of loading",
    ),
    Column("last_seen", "moment", False, "最后在线时刻", "last seen"),
)

_CATEGORIES = (
    _LINE,
    _CODE,
    *_NAMES,
    Column(
        "parent",
        "text",
        False,
        "上级类别代码；类别共两级",
        "code of the category above; there are two levels",
    ),
    Column(
        "deadline_seconds",
        "integer",
        False,
        "默认时限，自上报起的秒数；缺省时用上级的；`none` 取消已导入的时限",
        "default deadline, seconds from the report; by default that of the category above; `none` "
        "takes back one that is loaded",
    ),
)

_SOURCES = (
    _LINE,
    _CODE,
    *_NAMES,
    Column(
        "stale_after_seconds",
        "integer",
        False,
        "超过多少秒无新数据即为陈旧；缺省用配置值；`none` 恢复配置值",
        "seconds without news after which it is stale; by default the configured ones; `none` goes "
        "back to these",
    ),
)

KINDS: dict[str, Kind] = {
    "areas": Kind(("code",), _AREAS),
    "departments": Kind(("code",), (_LINE, _CODE, *_NAMES)),
    "categories": Kind(("code",), _CATEGORIES),
    "sources": Kind(("code",), _SOURCES),
    "scenarios": Kind(("code",), (_LINE, _CODE, *_NAMES)),
    "cameras": Kind(("code",), _CAMERAS),
    "incidents": Kind(("source", "external_id"), _INCIDENTS),
    "events": Kind(("source", "external_id"), _EVENTS, many=True),
}

_TYPES = {
    "zh": {"text": "文本", "moment": "时刻", "number": "数", "integer": "整数", "boolean": "真假"},
    "en": {t: t for t in ("text", "moment", "number", "integer", "boolean")},
}
_HEADS = {
    "zh": ("列", "类型", "必需", "含义"),
    "en": ("column", "type", "required", "meaning"),
}


def markdown(kind: str, language: Language) -> str:
    """The contract of a kind as the table that the documentation shows."""
    yes = {"zh": "是", "en": "yes"}[language]
    lines = ["| " + " | ".join(_HEADS[language]) + " |", "|---|---|---|---|"]
    for column in KINDS[kind].columns:
        meaning = column.zh if language == "zh" else column.en
        required = yes if column.required else ""
        name = _TYPES[language][column.type]
        lines.append(f"| `{column.name}` | {name} | {required} | {meaning} |")
    return "\n".join(lines)
