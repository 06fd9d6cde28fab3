"""The sentences of the screen, in English and Chinese. Templates; values are filled in escaped."""

from hemostat.model.level import Level
from hemostat.model.stability import Part, Stable
from hemostat.model.text import Text

LEVELS = {
    Level.CRITICAL: Text("CRITICAL", "危急"),
    Level.HIGH: Text("HIGH", "高危"),
    Level.MEDIUM: Text("MEDIUM", "中危"),
    Level.LOW: Text("LOW", "低危"),
    Level.INFO: Text("INFO", "提示"),
}
CONFIDENCE = {
    Level.HIGH: Text("high", "高"),
    Level.MEDIUM: Text("medium", "中"),
    Level.LOW: Text("low", "低"),
}
VERDICT = {
    Level.CRITICAL: Text(
        "YES, this host is compromised.  {counts}",
        "是：本机已被入侵。  {counts}",
    ),
    Level.HIGH: Text(
        "VERY LIKELY compromised; act this hour.  {counts}",
        "极可能已被入侵，请一小时内处置。  {counts}",
    ),
    Level.MEDIUM: Text(
        "PERHAPS: someone should look today.  {counts}",
        "可疑：请今天安排人员核查。  {counts}",
    ),
    Level.LOW: Text(
        "No sign of an intruder found in {read} of {asked} places.  {counts}",
        "在 {asked} 处中的 {read} 处未发现入侵迹象。  {counts}",
    ),
    Level.INFO: Text(
        "No sign of an intruder found in {read} of {asked} places.  {counts}",
        "在 {asked} 处中的 {read} 处未发现入侵迹象。  {counts}",
    ),
}
NOTHING = Text(
    "Nothing found in {read} of {asked} places. That proves nothing about the rest.",
    "在 {asked} 处中的 {read} 处未发现异常。这不代表其余位置没有问题。",
)
IN_TROUBLE = Text("In trouble?", "出事了吗？")
ACTIVE = Text("Still active?", "仍在活动？")
ACTIVE_YES = Text("YES: running now: {what}", "是：正在运行：{what}")
ACTIVE_NO = Text(
    "No running sign seen; what starts by itself may come back.",
    "未见正在运行的迹象；自启动项仍可能使其复活。",
)
ACTIVE_NONE = Text("No suspicious process seen.", "未见可疑进程。")
ACTIVE_UNKNOWN = Text(
    "CANNOT TELL: this source holds no running processes.",
    "无法判断：该来源不含运行中的进程。",
)
STABLE = Text("Stable?", "系统稳定？")
PARTS = {
    Part.NETWORK: Text("network", "网络"),
    Part.SYSTEM_FILES: Text("system files", "系统文件"),
    Part.STARTUP: Text("startup items", "启动项"),
    Part.LIBRARIES: Text("libraries", "库"),
    Part.MEMORY: Text("memory", "内存"),
}
STABLE_ANSWERS = {
    Stable.YES: Text("no sign of change", "未见异常"),
    Stable.NO: Text("NO", "不稳定"),
    Stable.CANNOT_TELL: Text("CANNOT TELL", "无法判断"),
}
STABLE_SHORT = {
    Stable.YES: Text("ok so far", "未见异常"),
    Stable.NO: Text("NO ({count})", "不稳定（{count}）"),
    Stable.CANNOT_TELL: Text("cannot tell", "无法判断"),
}
STABLE_AGAINST = Text("{count} findings: {what}", "{count} 项发现：{what}")
STABLE_HOLES = Text("not seen: {what}", "未能检查：{what}")
HARDENING = Text(
    "Hardening: {count} facts (weak settings, no signs of intrusion); -v lists them.",
    "加固项：{count} 项（配置薄弱，并非入侵迹象）；加 -v 列出。",
)
HARDENING_LIST = Text("Hardening facts: {count}", "加固项：{count} 项")
WHAT = Text("What we found (worst first)", "发现（最严重在前）")
MORE = Text("… and {count} more: see the list below", "…… 另有 {count} 项，见下方列表")
DO_NOW = Text("Safe to do in five minutes", "五分钟内可安全执行")
DO_NOTHING = Text("Nothing needs doing now.", "目前无需立即处置。")
DO_NOT = Text("Do NOT", "切勿")
COVERAGE = Text(
    "Looked at {read} of {asked} places; could not look at {holes}",
    "已检查 {asked} 处中的 {read} 处；无法检查：{holes}",
)
GOES_ON = Text(
    "Time limits left files unseen: add {options} to look further.",
    "因时间限制，部分文件未检查：加 {options} 可继续。",
)
COVERAGE_FULL = Text("Looked at all {asked} places.", "{asked} 处全部已检查。")
NOT_ROOT = Text(
    "Not run as root: other users' processes and files stayed closed.",
    "非 root 运行：无法读取其他用户的进程和文件。",
)
CUT = Text(
    "INCOMPLETE source: what follows is only a part.",
    "来源不完整：以下仅为部分结果。",
)
HINT = Text(
    "Details: add -v.   One rule: hemostat explain RULE",
    "详情：加 -v。   查看规则：hemostat explain 规则名",
)
LIST = Text("All findings, worst first", "全部发现（最严重在前）")
BELOW = Text(
    "{count} below {level}: add --min-level info to list them.",
    "{count} 项低于{level}：加 --min-level info 可列出。",
)
LISTED_AND = Text("{names} and {count} more", "{names} 等，另有 {count} 处")
EVIDENCE = Text("evidence", "证据")
BENIGN = Text("or else", "另一种可能")
NEXT = Text("next", "下一步")
BY_HAND = Text("by hand", "手工核对")
RULE = Text("rule", "规则")
TECHNIQUE = Text("technique", "技术")
SUBJECT = Text("about", "对象")
PLACES = Text("Places examined", "检查位置")
UNREAD = Text("{count} lines not understood", "{count} 行无法解析")
LIVE = Text("this host", "本机")
COUNT = Text("{count} {level}", "{count} {level}")
"""For instance `2 critical`; joined by commas."""

OUTCOMES = {
    "read": Text("read", "已读"),
    "absent": Text("absent", "不存在"),
    "empty": Text("empty", "空"),
    "denied": Text("no permission", "无权限"),
    "failed": Text("failed", "失败"),
    "not_collected": Text("not collected", "未采集"),
    "unsupported": Text("not supported", "不支持"),
    "too_large": Text("too large, read in part", "过大，仅读取部分"),
}
SIGNED_BY = Text("signed by {signer}", "签名者 {signer}")
NOT_SIGNED = Text("not signed", "未签名")
