"""Texts of access: the login page, the account's menu, the session that ended, displays."""

TEXTS: dict[str, tuple[str, str]] = {
    "access.product": ("一屏统管 OneScreen", "OneScreen 一屏统管"),
    "access.other_language": ("English", "中文"),
    # login
    "access.login": ("登录", "Log in"),
    "access.name": ("账号", "Account"),
    "access.password": ("密码", "Password"),
    "access.wrong": (
        "账号或密码不正确。",
        "Account or password is not right.",
    ),
    "access.many": (
        "此账号在本地址多次登录失败，请在 {n} 秒后再试。",
        "Too many failed attempts for this account from your address. Try again in {n} s.",
    ),
    "access.busy": (
        "登录请求过多，请稍候几秒再试。",
        "Too many are logging in at this moment. Try again in a few seconds.",
    ),
    "access.help": (
        "没有账号或忘记密码，请联系系统管理员。",
        "Without an account, or without its password, ask the administrator of this screen.",
    ),
    # a session that ended
    "access.ended": ("登录已失效", "Your session has ended"),
    "access.ended.accounts": (
        "重新登录后，筛选、列表和打开的案件都保持原样。",
        "Log in again to go on where you were: filters, list and incident stay as they are.",
    ),
    "access.ended.oidc": (
        "请经统一认证重新登录，之后回到当前画面。",
        "Log in again through your organisation; it leads back to where you are.",
    ),
    "access.ended.proxy": (
        "请重新载入页面，以便重新认证。",
        "Load the page again, to be recognised anew.",
    ),
    "access.reload": ("重新载入", "Load again"),
    "access.lost": ("连不上服务器，请稍后再试。", "The server cannot be reached: try again later."),
    # logged out
    "access.out": ("已退出登录", "You are logged out"),
    "access.out.said": (
        "本浏览器中的会话已结束。",
        "The session in this browser has ended.",
    ),
    # who may not
    "access.unknown": ("没有访问权限", "No access"),
    "access.unknown.said": (
        "“{name}”已通过认证，但在此系统中没有启用的账号。请联系系统管理员开通。",
        "“{name}” is recognised, but has no enabled account here. Ask the administrator of this "
        "screen for one.",
    ),
    "access.nobody": ("无法识别您的身份", "You were not recognised"),
    "access.nobody.said": (
        "此系统只能经由本单位的认证代理访问。请使用本单位公布的地址，或联系系统管理员。",
        "This screen is reached through your organisation's proxy only. Use the address that your "
        "organisation has announced, or ask its administrator.",
    ),
    "access.may_not": (
        "当前账号的角色无权进行此操作。如有需要，请联系系统管理员。",
        "The role of this account does not allow this. Ask the administrator if you need it.",
    ),
    "access.unreachable.title": ("暂时无法访问", "Not just now"),
    "access.unreachable": (
        "暂时无法核实登录状态，请稍后再试。",
        "Who you are cannot be looked up just now. Try again in a moment.",
    ),
    # OpenID Connect
    "access.oidc": ("统一认证未完成", "Logging in did not succeed"),
    "access.oidc.refused": (
        "认证服务没有确认您的身份（{what}）。",
        "Your organisation's login did not confirm who you are ({what}).",
    ),
    "access.oidc.outdated": (
        "这次登录已过期，或不是在本浏览器中开始的。",
        "This login is outdated, or did not begin in this browser.",
    ),
    "access.oidc.silent": (
        "认证服务没有应答，或应答有误。请稍后再试；仍不行请联系系统管理员。",
        "Your organisation's login does not answer, or not as it should. Try again later; if it "
        "stays so, tell the administrator.",
    ),
    "access.oidc.nameless": (
        "认证服务没有说明账号名（{what}）。请联系系统管理员。",
        "Your organisation's login did not tell an account name ({what}). Tell the administrator.",
    ),
    "access.again": ("重新登录", "Log in again"),
    # displays
    "access.display": ("启用大屏", "Set up this display"),
    "access.display.token": ("大屏令牌", "Display token"),
    "access.display.said": (
        "请输入管理员给出的大屏令牌。令牌只能使用一次，之后由本浏览器记住。",
        "Enter the display token that your administrator gave you. It works once; this browser is "
        "known from then on.",
    ),
    "access.display.open": ("启用", "Set up"),
    "access.display.wrong": (
        "此令牌无效：已使用、已过期、已撤销或输入有误。请向管理员索取新的令牌。",
        "This token does not work: it was used, has expired, was revoked or is mistyped. Ask your "
        "administrator for a new one.",
    ),
    "access.display.over": ("此显示屏已停用", "This display is not connected any more"),
    "access.display.ended": (
        "此显示屏的访问权限已到期或已被收回。请管理员新建大屏令牌，并在此屏上打开其地址。",
        "This display's access has expired or was revoked. An administrator creates a new token and opens "
        "its address here.",
    ),
    "access.display.known": (
        "本浏览器已启用，直接进入。",
        "This browser is set up: go to the screen.",
    ),
    # the account's menu
    "account.menu": ("当前账号", "Account"),
    "account.role": ("角色", "Role"),
    "account.role.viewer": ("领导（查看）", "Viewer"),
    "account.role.duty": ("值守", "Duty officer"),
    "account.role.reviewer": ("审核", "Reviewer"),
    "account.role.administrator": ("管理员", "Administrator"),
    "account.scope": ("范围", "Scope"),
    "account.scope.all": ("全区", "Whole district"),
    "account.departments": ("部门", "Departments"),
    "account.masked": (
        "地址与文字内容已隐藏",
        "Addresses and texts are hidden",
    ),
    "account.and": ("、", ", "),
    "account.logout": ("退出登录", "Log out"),
    "account.display": ("大屏", "Display"),
}
