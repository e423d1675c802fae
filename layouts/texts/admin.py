"""Texts of the administrators' pages."""

TEXTS: dict[str, tuple[str, str]] = {
    "account.admin": ("系统管理", "Administration"),
    "admin.title": ("系统管理", "Administration"),
    "admin.back": ("返回首页", "Back to the screen"),
    "admin.accounts": ("账号", "Accounts"),
    "admin.displays": ("大屏", "Displays"),
    "admin.sessions": ("会话", "Sessions"),
    "admin.audit": ("审计", "Audit"),
    "admin.sources": ("数据来源", "Sources"),
    "admin.mode_none": (
        "当前未启用账号（ONESCREEN_ACCESS 为 none），本机上的所有人都能看到全部内容。启用账号、大屏令牌、会话和审计，"
        "请将 ONESCREEN_ACCESS 设为 accounts、proxy 或 oidc，并重新启动服务。",
        "There are no accounts (ONESCREEN_ACCESS is none): everybody on this machine sees everything. "
        "For accounts, tokens of displays, sessions and the audit, set ONESCREEN_ACCESS to accounts, proxy or "
        "oidc and start the server again.",
    ),
    "admin.state": ("状态", "State"),
    "admin.areas": ("区域", "Areas"),
    "admin.areas.none": (
        "不选表示全区。选中的区域包含其所有下级。",
        "None: the whole district. An area is chosen with all that lies in it.",
    ),
    "admin.areas.inner": ("{name}的 {n} 个下级", "{n} inside {name}"),
    "admin.departments": ("部门", "Departments"),
    "admin.departments.none": ("不选表示全部部门。", "None: all departments."),
    "admin.all.area": ("全区", "whole district"),
    "admin.all.department": ("全部", "all"),
    "admin.span.d": ("{n} 天", "{n} d"),
    "admin.span.h": ("{n} 小时", "{n} h"),
    "admin.span.min": ("{n} 分钟", "{n} min"),
    "admin.span.s": ("{n} 秒", "{n} s"),
    # accounts
    "admin.account": ("账号", "Account"),
    "admin.account.new": ("新建账号", "New account"),
    "admin.account.rule": (
        "不含空格，如 wang.li；登录时不区分大小写。",
        "Without spaces, such as wang.li; capitals make no difference.",
    ),
    "admin.account.ends": (
        "角色或范围改变后，该账号的会话立即结束。",
        "Another role or scope ends the sessions of the account at once.",
    ),
    "admin.me": ("（本人）", "(you)"),
    "admin.display_name": ("显示姓名", "Name shown"),
    "admin.role": ("角色", "Role"),
    "admin.may.viewer": (
        "查看，不显示地址与文字内容",
        "looks; addresses and texts are hidden",
    ),
    "admin.may.duty": ("处理案件", "works the cases"),
    "admin.may.reviewer": ("并可审核封存", "may seal, too"),
    "admin.may.administrator": (
        "并可管理系统（限全区范围）",
        "manages all this, too, if of the whole district",
    ),
    "admin.seen": ("最近使用", "Last seen"),
    "admin.enabled": ("启用", "enabled"),
    "admin.disabled": ("停用", "disabled"),
    "admin.no_password": ("未设密码，不能登录", "has no password, cannot log in"),
    "admin.enabled.said": ("账号已启用。", "The account may log in."),
    "admin.disabled.said": ("账号已停用，不能登录。", "The account is disabled: it cannot log in."),
    "admin.enable": ("启用账号", "Enable account"),
    "admin.disable": ("停用账号并结束其会话", "Disable account and end its sessions"),
    "admin.save": ("保存", "Save"),
    "admin.create": ("创建", "Create"),
    "admin.password": ("密码", "Password"),
    "admin.password.again": ("再次输入密码", "Password again"),
    "admin.password.rule": (
        "至少 12 个字符，不要求字符种类。",
        "At least 12 characters, of any kind.",
    ),
    "admin.password.change": ("设置新密码", "Set another password"),
    "admin.password.ends": (
        "设置后该账号的会话立即结束。",
        "It ends the sessions of the account at once.",
    ),
    "admin.done.created": ("账号 {name} 已创建。", "The account {name} is there."),
    "admin.done.changed": ("账号 {name} 已保存。", "The account {name} is changed."),
    "admin.done.password": (
        "账号 {name} 已设置新密码，其会话已结束。",
        "The account {name} has another password; its sessions have ended.",
    ),
    "admin.done.disabled": (
        "账号 {name} 已停用，其会话已结束。",
        "The account {name} is disabled; its sessions have ended.",
    ),
    "admin.done.enabled": ("账号 {name} 已启用。", "The account {name} is enabled."),
    # displays
    "admin.display.new": ("新建大屏令牌", "New display"),
    "admin.display.create": ("创建令牌", "Create its token"),
    "admin.display.name": ("名称", "Name"),
    "admin.display.said": (
        "大屏无需登录，只能查看，不显示地址与文字内容。令牌只显示一次，也只能使用一次。",
        "Nobody logs in at a display; it only shows, without addresses and texts. Its token is shown "
        "once and works once.",
    ),
    "admin.display.none": ("还没有大屏。", "There are no displays yet."),
    "admin.display.unused": ("令牌未使用", "token not used yet"),
    "admin.display.used": ("使用中", "in use"),
    "admin.display.expired": ("已过期", "expired"),
    "admin.display.revoked": ("已撤销", "revoked"),
    "admin.display.those_revoked": ("已撤销的大屏（{n}）", "Revoked displays ({n})"),
    "admin.used": ("最近使用", "Last use"),
    "admin.expires": ("到期", "Expires"),
    "admin.expires.day": ("有效期至（含当日）", "Last day on which it is good"),
    "admin.expires.said": ("不填表示长期有效。", "Left empty: until it is revoked."),
    "admin.never": ("长期", "never"),
    "admin.created": ("创建", "Created"),
    "admin.revoke": ("撤销", "Revoke"),
    "admin.revoke.said": (
        "令牌和会话立即失效，该屏将停止显示。",
        "Token and session end at once, and the display shows nothing any more.",
    ),
    "admin.revoke.sure": ("确认撤销", "Revoke it"),
    "admin.token": ("大屏令牌", "The display's token"),
    "admin.token.said": (
        "仅显示这一次，请现在就在大屏上打开下面的地址；令牌使用一次后即失效。启用后进入 /wall；如需其他轮播，"
        "在 # 之前加上 ?next= 和该地址（& 写作 %26），如 ?next=/wall?rotate=hot,base。",
        "It is shown this once. Open the address on the display now; the token works once. It leads to "
        "/wall; for another rotation put ?next= with its address before the # (& as %26), as in "
        "?next=/wall?rotate=hot,base.",
    ),
    "admin.token.address": ("在大屏上打开", "Open on the display"),
    "admin.token.alone": ("或在 /display 页面输入", "or enter it at /display"),
    "admin.done.display": ("大屏 {name} 已创建。", "The display {name} is there."),
    "admin.done.revoked": (
        "大屏 {name} 已撤销，其令牌和会话已失效。",
        "The display {name} is revoked, its token and its session with it.",
    ),
    # sessions
    "admin.who": ("账号或大屏", "Who"),
    "admin.kind": ("类型", "Kind"),
    "admin.kind.account": ("账号", "account"),
    "admin.kind.display": ("大屏", "display"),
    "admin.begun": ("登录时间", "Begun"),
    "admin.from": ("来源地址", "From"),
    "admin.browser": ("浏览器", "Browser"),
    "admin.session.own": ("（当前会话）", "(this one)"),
    "admin.session.end": ("结束", "End"),
    "admin.sessions.of": ("正在使用的会话：{n}", "Running: {n}"),
    "admin.sessions.end_all": ("结束全部会话", "End all sessions"),
    "admin.sessions.end_all.of": ("结束 {name} 的全部会话", "End all sessions of {name}"),
    "admin.sessions.none": ("当前没有会话。", "Nobody is logged in."),
    "admin.sessions.proxy": (
        "账号由认证代理逐次识别，没有会话；停用账号即可阻止访问。此处只有大屏的会话。",
        "The proxy says of every request whose it is, so accounts have no sessions: disable an account "
        "to keep it out. Here are those of displays.",
    ),
    "admin.done.session": ("{name} 的会话已结束。", "The session of {name} has ended."),
    "admin.done.sessions": (
        "{name} 的 {n} 个会话已结束。",
        "Sessions of {name} that have ended: {n}.",
    ),
    # sources
    "admin.source": ("来源", "Source"),
    "admin.newest_event": ("最新事件", "Newest event"),
    "admin.age": ("距今", "Age"),
    "admin.threshold": ("迟报阈值", "Late after"),
    "admin.source.fresh": ("正常", "in time"),
    "admin.source.late": ("迟报", "late"),
    "admin.source.silent": ("尚无数据", "no data yet"),
    "admin.sources.as_of": ("截至 {moment}（{zone}）", "As of {moment} ({zone})"),
    "admin.sources.none": ("还没有数据来源。", "There are no sources yet."),
    "admin.sources.not_yet": (
        "数据正在准备，请稍后刷新。",
        "The data are being prepared: look again in a moment.",
    ),
    # what is refused
    "admin.error.name": (
        "账号名“{name}”无效：需 1 至 {longest} 个字符，不含空格，如 wang.li。",
        "“{name}” is no name of an account: 1 to {longest} characters are needed, without spaces, such "
        "as wang.li.",
    ),
    "admin.error.title": (
        "名称“{title}”无效：需 1 至 {longest} 个字符，且在一行之内。",
        "“{title}” is no name to be shown: 1 to {longest} characters are needed, in one line.",
    ),
    "admin.error.role": ("没有名为“{role}”的角色。", "There is no role “{role}”."),
    "admin.error.area": ("没有这些区域：{codes}。", "There are no such areas: {codes}."),
    "admin.error.department": (
        "没有这些部门：{codes}。",
        "There are no such departments: {codes}.",
    ),
    "admin.error.taken": (
        "账号 {name} 已存在，请修改该账号或另取名称。",
        "There is an account {name} already: change it, or name another.",
    ),
    "admin.error.no_account": ("没有账号 {name}。", "There is no account {name}."),
    "admin.error.last": (
        "{name} 是最后一个可以管理系统的账号。请先让另一个账号成为全区管理员。",
        "{name} is the last account that may manage the others. Make another one an administrator of "
        "the whole district first.",
    ),
    "admin.error.password_length": (
        "密码需 {shortest} 至 {longest} 个字符，此密码有 {n} 个。",
        "A password has {shortest} to {longest} characters; this one has {n}.",
    ),
    "admin.error.password_is_name": (
        "密码不能与账号名相同。",
        "A password must not be the account's name.",
    ),
    "admin.error.password_text": (
        "密码含有无法识别的字符。",
        "The password has characters that are none.",
    ),
    "admin.error.passwords_differ": (
        "两次输入的密码不一致，请重新输入。",
        "The two passwords differ: type them again.",
    ),
    "admin.error.expired": (
        "有效期须晚于现在，或不填。",
        "The last day must not be over, or be left empty.",
    ),
    "admin.error.display_taken": (
        "大屏 {name} 已存在，请先撤销或另取名称。",
        "There is a display {name} already: revoke it, or name another.",
    ),
    "admin.error.no_display": (
        "没有未撤销的大屏 {name}，可能已被撤销。",
        "There is no display {name} that is not revoked.",
    ),
    "admin.error.no_session": (
        "该会话已经结束。",
        "That session has ended already.",
    ),
    "admin.error.day": (
        "“{said}”不是日期，请按 2027-03-31 的格式填写。",
        "“{said}” is no day such as 2027-03-31.",
    ),
    "admin.error.moment": (
        "“{field}”不是有效的时间，请按 2026-03-02T08:30 的格式填写。未列出任何记录。",
        "“{field}” is no moment such as 2026-03-02T08:30. Nothing is listed.",
    ),
    "admin.error.action": (
        "“{field}”中没有这一项。未列出任何记录。",
        "“{field}” has nothing of that name. Nothing is listed.",
    ),
    "admin.error.form": (
        "表单无法识别，未作任何更改。",
        "That form is not known; nothing was done.",
    ),
}
