"""What findings can have in common: things, and how much it says that two findings share one."""

from dataclasses import dataclass
from typing import Final

from hemostat.model.finding import Subject
from hemostat.model.level import Level
from hemostat.model.text import Text


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of one host. `scope` as text: the same path in a container is another file."""

    kind: str
    value: str
    scope: str = "host"


@dataclass(frozen=True, slots=True)
class Touch:
    """One finding's hold on a thing.

    Attributes:
        thing: which.
        confidence: how much sharing it would say: high alone, medium alone, low only in pairs.
        subject: the thing as people read it.
        is_mention: a command merely names it: joins with whoever it belongs to, not with others
            that name it too.
    """

    thing: Thing
    confidence: Level
    subject: Subject
    is_mention: bool = False


LINK_KINDS: Final = {
    "file": Text("the same file", "同一文件"),
    "hash": Text("files of the same content", "内容相同的文件"),
    "process": Text("the same process, or one started by the other", "同一进程或父子进程"),
    "job": Text("the same job", "同一任务"),
    "unit": Text("the same unit", "同一 unit"),
    "key": Text("the same key", "同一密钥"),
    "module": Text("the same kernel module", "同一内核模块"),
    "socket": Text("the same socket", "同一套接字"),
    "url": Text("the same URL", "同一 URL"),
    "address": Text("the same remote address", "同一远端地址"),
    "domain": Text("the same domain", "同一域名"),
    "account": Text("the same account", "同一账号"),
    "session": Text("the same log-in session", "同一登录会话"),
    "login": Text("within the session after guessing", "爆破登录后的会话期间"),
    "workplace": Text("it runs where the other lies", "在对方所在目录中运行"),
    "service": Text("a job and a process of one service's account", "同一服务账号的任务与进程"),
    "folder": Text("the same hidden or temporary folder", "同一隐藏或临时目录"),
    "site": Text("a server's process in the web shell's site", "webshell 所在站点中的服务进程"),
    "container": Text("the same container", "同一容器"),
    "name": Text("the same unusual name", "同一罕见名称"),
    "list": Text("lines of the same file", "同一文件中的条目"),
    "acted": Text("done by the account they came in by", "入侵所用账号的操作"),
    "spell_event": Text(
        "within a day of each other by the log, while little else was written",
        "日志时间相距一天之内，同期几乎无其他写入",
    ),
    "spell_changed": Text(
        "within a day of each other by ctime, while little else was written",
        "ctime 相距一天之内，同期几乎无其他写入",
    ),
    "spell_modified": Text(
        "within a day of each other by mtime (which can be set), while little else was written",
        "mtime（可被篡改）相距一天之内，同期几乎无其他写入",
    ),
    "alone": Text(
        "not dated before it, and no other story on this host to be part of",
        "时间不早于该事件，且本机没有其他可归属的事件",
    ),
    "time": Text("the same two minutes", "两分钟之内"),
}
"""Every kind of link, in the order in which one is shown where several hold."""

WEAK_TOGETHER: Final = (
    frozenset(("account", "time")),
    frozenset(("account", "name")),
    frozenset(("name", "time")),
    frozenset(("name", "list")),
    frozenset(("name", "hash")),
    frozenset(("account", "hash")),
)
"""Weak links that hold in pairs. Content alone is weak: one tool, or a copy of one of the system's
own programs, is brought by many. Not list and time: lines of one file share its time anyway."""
