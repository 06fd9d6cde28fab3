# ruff: noqa: E501 — patterns and sentences are read whole.
"""What the lexical test of web scripts can claim, and what each claim is worth."""

from hemostat.model.finding import RuleInfo, RuleTexts
from hemostat.model.level import Level
from hemostat.model.text import Text

_NEXT = ("keep-evidence", "find-entry", "quarantine-file", "check-other-hosts")
_WHERE_EN = " {path}, line {line}: {text}"
_WHERE_ZH = "{path} 第 {line} 行：{text}"


def _rule(
    name: str, level: Level, confidence: Level, *, title: Text, summary: Text, benign: Text,
    attack: tuple[str, ...] = ("T1505.003",), by_hand: str = "less -N {path}",
) -> RuleInfo:  # fmt: skip
    return RuleInfo(
        name=f"linux.content.{name}",
        kind="content",
        level=level,
        confidence=confidence,
        category="webshell",
        attack=attack,
        incident_types=("webshell", "web_intrusion", "backdoor"),
        texts=RuleTexts(
            title=title,
            summary=Text(en=summary.en + _WHERE_EN, zh=summary.zh + _WHERE_ZH),
            benign=benign,
        ),
        next=_NEXT,
        by_hand=by_hand,
    )


RUNS = _rule(
    "web-script-runs-request",
    Level.CRITICAL,
    Level.HIGH,
    title=Text(
        en="A web script executes what its visitor sends", zh="网页脚本执行访问者提交的内容"
    ),
    summary=Text(
        en="A {language} script hands what the visitor sends to execution ({way}).",
        zh="{language} 脚本将访问者提交的数据交给执行函数（{way}）。",
    ),
    benign=Text(
        en="An administration console of a product: its owner knows it, and it asks for a log-in first.",
        zh="产品自带的管理控制台：有明确负责人，且需先登录。",
    ),
)
WRITES = _rule(
    "web-script-writes-request",
    Level.LOW,
    Level.LOW,
    title=Text(en="A web script writes files its visitor names", zh="网页脚本按访问者指定写入文件"),
    summary=Text(
        en="A {language} script writes or renders what the visitor sends ({way}).",
        zh="{language} 脚本将访问者提交的内容写入文件或渲染（{way}）。",
    ),
    benign=Text(en="An upload function of the application.", zh="应用自身的上传功能。"),
)
LOADS_CLASS = _rule(
    "jsp-defines-a-class",
    Level.HIGH,
    Level.HIGH,
    title=Text(en="A JSP page loads a class from bytes", zh="JSP 页面从字节加载类"),
    summary=Text(
        en="Byte code is unpacked and defined as a class, as remote-control shells do ({way}).",
        zh="解出字节码并定义为类，是远控型 webshell 的典型做法（{way}）。",
    ),
    benign=Text(
        en="Hardly any: pages load classes from the class path.",
        zh="几乎没有：页面通常从类路径加载类。",
    ),
    attack=("T1505.003", "T1620"),
)
INJECTS = _rule(
    "jsp-changes-the-running-server",
    Level.HIGH,
    Level.MEDIUM,
    title=Text(
        en="A JSP page puts a filter or servlet into the running server",
        zh="JSP 页面向运行中的服务注入过滤器或 Servlet",
    ),
    summary=Text(
        en="A page reaches inside the server and registers code that then lives in memory only ({way}).",
        zh="页面进入容器内部并注册仅存在于内存中的代码，即内存马（{way}）。",
    ),
    benign=Text(
        en="A monitoring agent's own page; frameworks register filters from classes, never from pages.",
        zh="监控代理自带页面；正常框架在类中注册，而不是在页面中。",
    ),
    attack=("T1505.003", "T1620"),
    by_hand="grep -n -E 'addFilter|addServlet|StandardContext|registerMapping|defineClass' {path}",
)
SETTINGS = _rule(
    "web-settings-run-odd-files",
    Level.HIGH,
    Level.MEDIUM,
    title=Text(
        en="Web server settings make odd files run as programs",
        zh="网站目录配置使异常文件被当作程序执行",
    ),
    summary=Text(
        en="Settings in a web folder make files run that do not look like programs ({way}).",
        zh="网站目录内的配置使看似非程序的文件被执行（{way}）。",
    ),
    benign=Text(
        en="A hosting panel or security plug-in that names its own script; the target is a packaged or known file.",
        zh="主机面板或安全插件指向自己的脚本：目标文件可知且可信。",
    ),
    attack=("T1505.003", "T1546"),
    by_hand="cat -A {path}",
)
RULES = (RUNS, WRITES, LOADS_CLASS, INJECTS, SETTINGS)
