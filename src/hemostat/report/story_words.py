"""The sentences of threads on the screen, in English and Chinese."""

from hemostat.model.text import Text

HAPPENED = Text("What happened (worst first)", "发生了什么（最严重在前）")
SIGNS = Text("{count} signs", "{count} 项迹象")
SIGN = Text("1 sign", "1 项迹象")
SINCE = Text("since {time}", "始于 {time}")
NO_TIME = Text("time unknown", "时间未知")
CAME_IN = Text("came in: {how}", "入口：{how}")
NO_ENTRY = Text("how they came in cannot be told", "无法判断入口")
STORIES = Text("The story, step by step", "事件经过")
ENTRY = Text("entry", "入口")
MAY_BE = Text("may be", "可能是")
AGAINST = Text("against", "不支持")
DECIDES = Text("to decide", "如何确定")
STEPS = Text("steps", "经过")
NEXT = Text("next", "下一步")
LINKED = Text("joined by", "关联依据")
MORE_STEPS = Text("… {count} steps more: add -v", "…… 另有 {count} 步：加 -v")
ALONE = Text("Findings that join no story", "未能关联的发现")
OURS = Text(
    "Declared to be ours; they stand here and count as said in the scope file",
    "已声明属于我方；仍在此列出，是否计入由 scope 文件决定",
)
OURS_COUNT = Text(
    "{count} findings are declared to be ours: see below.",
    "{count} 项发现已声明属于我方，见下方。",
)
SEEN = Text("Search for these on other hosts", "请在其他主机上查找")
MORE_SEEN = Text("… and {count} more: add -v", "…… 另有 {count} 项：加 -v")
OURS_TAG = Text("ours: {kind} {name} ({reason})", "我方：{kind} {name}（{reason}）")
SURE = Text("{confidence} confidence: {how}", "可信度{confidence}：{how}")

LABEL_KINDS = {
    "responder": Text("responder", "应急人员"),
    "scanner": Text("scanner", "扫描器"),
    "bastion": Text("bastion", "堡垒机"),
    "monitoring": Text("monitoring", "监控"),
    "test": Text("authorised test", "授权测试"),
    "own": Text("own", "自有"),
}
PRECISIONS = {
    "event": Text("logged", "日志"),
    "changed": Text("ctime", "ctime"),
    "modified": Text("mtime", "mtime"),
    "started": Text("started", "启动"),
    "seen": Text("seen", "所见"),
    "unknown": Text("no time", "无时间"),
}
"""What a step's time is, in one word: an mtime can be set by anyone."""
