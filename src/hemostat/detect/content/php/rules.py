# ruff: noqa: E501 — tables and patterns are read whole.
"""What the structural test of PHP can claim, and what each claim is worth."""

from hemostat.model.finding import RuleInfo, RuleTexts
from hemostat.model.level import Level
from hemostat.model.text import Text

_NEXT = ("keep-evidence", "find-entry", "quarantine-file", "check-other-hosts")
_LOOK = "grep -n -o -a -E '.{{0,80}}(eval|assert|system|exec|passthru|popen|include|\\$_[A-Z]+).{{0,120}}' {path}"
_WHERE_EN = " {path}, line {line}: {text}"
_WHERE_ZH = "{path} 第 {line} 行：{text}"


def _rule(
    name: str, level: Level, confidence: Level, *, title: Text, summary: Text, benign: Text,
    attack: tuple[str, ...] = ("T1505.003",),
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
        by_hand=_LOOK,
    )


RUNS_REQUEST = _rule(
    "php-runs-request",
    Level.CRITICAL,
    Level.HIGH,
    title=Text(
        en="A PHP file executes what its visitor sends", zh="PHP 文件直接执行访问者提交的内容"
    ),
    summary=Text(
        en="What the visitor sends reaches execution ({way}).",
        zh="访问者提交的数据到达执行点（{way}）。",
    ),
    benign=Text(
        en="An administration tool with a console of its own, or careless code: then its owner knows"
        " the file, and it asks for a log-in before.",
        zh="自带命令控制台的管理工具，或写法不当的业务代码：通常有明确负责人，且执行前需要登录。",
    ),
)
CALLS_REQUEST = _rule(
    "php-calls-what-is-requested",
    Level.HIGH,
    Level.MEDIUM,
    title=Text(
        en="A PHP file calls functions its visitor names", zh="PHP 文件按访问者指定的名称调用函数"
    ),
    summary=Text(
        en="The name of a called function comes from the visitor ({way}).",
        zh="被调用的函数名来自访问者（{way}）。",
    ),
    benign=Text(
        en="A simple dispatcher that lacks a list of what may be called: dangerous, and not planted.",
        zh="缺少白名单的简单路由分发：存在风险，但并非植入。",
    ),
)
RUNS_UNPACKED = _rule(
    "php-runs-what-it-unpacks",
    Level.HIGH,
    Level.MEDIUM,
    title=Text(en="A PHP file executes code it keeps encoded", zh="PHP 文件执行自身编码隐藏的代码"),
    summary=Text(
        en="Encoded or assembled text is executed ({way}).",
        zh="执行经编码或拼接隐藏的代码（{way}）。",
    ),
    benign=Text(
        en="Licence protection of bought plug-ins and themes: then the maker names itself, and the"
        " same file came with the product.",
        zh="商业插件或主题的授权保护：通常标明厂商，且与产品原始文件一致。",
    ),
    attack=("T1505.003", "T1027"),
)
SPELLS = _rule(
    "php-hides-a-function-name",
    Level.MEDIUM,
    Level.MEDIUM,
    title=Text(
        en="A PHP file assembles the name of a function that executes",
        zh="PHP 文件拼接出执行类函数名",
    ),
    summary=Text(
        en="The name of an executing function is put together at run time ({way}).",
        zh="运行时拼接执行类函数的名称（{way}）。",
    ),
    benign=Text(
        en="A plug-in that avoids the words a scanner looks for; ask its maker.",
        zh="插件为避开扫描器关键字而如此书写；请向厂商确认。",
    ),
    attack=("T1505.003", "T1027"),
)
RUNS_FETCHED = _rule(
    "php-runs-what-it-fetches",
    Level.HIGH,
    Level.MEDIUM,
    title=Text(en="A PHP file executes code from elsewhere", zh="PHP 文件执行从外部获取的代码"),
    summary=Text(
        en="Code comes from another machine, or from a place where no code belongs ({way}).",
        zh="代码来自其他主机，或来自不应存放代码的位置（{way}）。",
    ),
    benign=Text(
        en="A self-made updater; it names a host of its maker and checks a signature.",
        zh="自制的更新程序：指向厂商主机并校验签名。",
    ),
    attack=("T1505.003", "T1105"),
)
LOADS_REQUEST = _rule(
    "php-loads-what-is-requested",
    Level.HIGH,
    Level.MEDIUM,
    title=Text(en="A PHP file loads files its visitor names", zh="PHP 文件加载访问者指定的文件"),
    summary=Text(
        en="The path of loaded code comes from the visitor ({way}).",
        zh="所加载代码的路径来自访问者（{way}）。",
    ),
    benign=Text(
        en="Old code that picks its page by a parameter without a list: a hole, and not planted.",
        zh="旧代码按参数选择页面且无白名单：属于漏洞，并非植入。",
    ),
)
WRITES_REQUEST = _rule(
    "php-writes-what-is-requested",
    Level.HIGH,
    Level.MEDIUM,
    title=Text(
        en="A PHP file writes files its visitor dictates", zh="PHP 文件按访问者指定写入文件"
    ),
    summary=Text(
        en="The visitor decides the name and the content of a written file ({way}).",
        zh="写入文件的名称与内容由访问者决定（{way}）。",
    ),
    benign=Text(
        en="A file manager or an uploader of the application's own; it asks for a log-in and checks"
        " the kind of file.",
        zh="应用自带的文件管理或上传功能：需要登录并校验文件类型。",
    ),
    attack=("T1505.003", "T1105"),
)
PRELOADS = _rule(
    "php-preloads-a-library",
    Level.HIGH,
    Level.HIGH,
    title=Text(
        en="A PHP file makes its child processes load a library", zh="PHP 文件让子进程预加载动态库"
    ),
    summary=Text(
        en="A loader variable is set, as is done to get around forbidden functions ({way}).",
        zh="设置加载器环境变量，常用于绕过被禁用的函数（{way}）。",
    ),
    benign=Text(
        en="A wrapper around a program with libraries of its own; the path is fixed and packaged.",
        zh="为自带动态库的程序做的封装：路径固定且属于软件包。",
    ),
    attack=("T1505.003", "T1574.006"),
)
IN_PICTURE = _rule(
    "php-in-a-picture",
    Level.HIGH,
    Level.HIGH,
    title=Text(en="A picture holds PHP code", zh="图片文件中含有 PHP 代码"),
    summary=Text(
        en="A file that begins as a picture holds PHP ({way}).",
        zh="以图片头开始的文件含有 PHP（{way}）。",
    ),
    benign=Text(
        en="A test file of a scanner or an upload filter.", zh="扫描器或上传过滤的测试文件。"
    ),
    attack=("T1505.003", "T1036.008"),
)
RULES = (
    RUNS_REQUEST,
    CALLS_REQUEST,
    RUNS_UNPACKED,
    SPELLS,
    RUNS_FETCHED,
    LOADS_REQUEST,
    WRITES_REQUEST,
    PRELOADS,
    IN_PICTURE,
)
