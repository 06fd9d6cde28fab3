# ruff: noqa: E501 — tables and patterns are read whole.
"""What the tests of PHP and of other web scripts can claim, and what each claim is worth."""

from hemostat.model.finding import RuleInfo, RuleTexts
from hemostat.model.level import Level
from hemostat.model.text import Text

_NEXT = ("keep-evidence", "find-entry", "quarantine-file", "check-other-hosts")
_LOOK = "grep -n -o -a -E '.{{0,80}}(eval|assert|system|exec|passthru|popen|include|\\$_[A-Z]+).{{0,120}}' {path}"
_READ = "less -N {path}"
_WHERE_EN = " {path}, line {line}: {text}"
_WHERE_ZH = "{path} 第 {line} 行：{text}"


def _rule(
    name: str, level: Level, confidence: Level, *, title: Text, summary: Text, benign: Text,
    attack: tuple[str, ...] = ("T1505.003",), by_hand: str = _LOOK,
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
SCRIPT_RUNS = _rule(
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
    by_hand=_READ,
)
SCRIPT_WRITES = _rule(
    "web-script-writes-request",
    Level.LOW,
    Level.LOW,
    title=Text(en="A web script writes files its visitor names", zh="网页脚本按访问者指定写入文件"),
    summary=Text(
        en="A {language} script writes or renders what the visitor sends ({way}).",
        zh="{language} 脚本将访问者提交的内容写入文件或渲染（{way}）。",
    ),
    benign=Text(en="An upload function of the application.", zh="应用自身的上传功能。"),
    by_hand=_READ,
)
PAGE_LOADS_CLASS = _rule(
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
    by_hand=_READ,
)
PAGE_INJECTS = _rule(
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
ODD_SETTINGS = _rule(
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
SEARCH_CLOAKING = RuleInfo(
    name="linux.content.search-cloaking",
    kind="content",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="search_hijack",
    attack=("T1491.002", "T1565.001"),
    incident_types=("hijack", "defacement", "web_intrusion"),
    texts=RuleTexts(
        title=Text(
            en="A page shows search engines, or visitors who come from them, something else",
            zh="页面对搜索引擎或其来访者展示不同内容（快照劫持）",
        ),
        summary=Text(
            en="Search engines, or who comes from one, get content from elsewhere:" + _WHERE_EN,
            zh="对搜索引擎或其来访者返回外部内容或跳转：" + _WHERE_ZH,
        ),
        benign=Text(
            en="Prerendering for search engines asks a service of your own; the address in the file should be yours.",
            zh="面向搜索引擎的预渲染会请求自有服务；文件中的地址应为你方所有。",
        ),
    ),
    next=("keep-evidence", "find-entry", "quarantine-file", "check-other-hosts"),
    by_hand="grep -niE 'spider|bot|referer|referrer' {path}",
)
MAKES_ADMINISTRATOR = _rule(
    "page-gives-administrator",
    Level.HIGH,
    Level.MEDIUM,
    title=Text(
        en="A page gives away an administrator's rights, or hides an administrator",
        zh="网页代码私自创建或隐藏管理员账号",
    ),
    summary=Text(
        en="Without asking for a right, it makes, lets in or hides an administrator of the site ({way}).",
        zh="未校验权限即创建、登录或隐藏站点管理员（{way}）。",
    ),
    benign=Text(
        en="A hoster's or agency's own support log-in, or an installer left behind: its owner knows the account.",
        zh="主机商或建站方自留的维护登录，或遗留的安装脚本：负责人应知晓该账号。",
    ),
    attack=("T1505.003", "T1136", "T1098"),
    by_hand="grep -n -E 'wp_(create|insert)_user|set_role|wp_set_auth_cookie|query_where|default_role' {path}",
)
KEEPS_PASSWORDS = RuleInfo(
    name="linux.content.log-in-keeps-passwords",
    kind="content",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="credential_logger",
    attack=("T1056.003", "T1556", "T1505.003"),
    incident_types=("credential_leak", "web_intrusion", "backdoor"),
    texts=RuleTexts(
        title=Text(
            en="Log-in code keeps the passwords it checks, or passes them on",
            zh="登录代码保存或外发用户口令",
        ),
        summary=Text(
            en="Name and plain password of who logs in are kept or sent ({way})." + _WHERE_EN,
            zh="登录者的账号与明文口令被保存或外发（{way}）。" + _WHERE_ZH,
        ),
        benign=Text(
            en="A line left from debugging does the same harm: compare with the product's own file, and remove it.",
            zh="遗留的调试代码同样会泄露口令：与产品原始文件比对后删除。",
        ),
    ),
    next=("keep-evidence", "find-entry", "rotate-credentials", "quarantine-file"),
    by_hand="grep -n -i -E 'pass(word|wd)?' {path}",
)
PHP_RULES = (
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
SCRIPT_RULES = (SCRIPT_RUNS, SCRIPT_WRITES, PAGE_LOADS_CLASS, PAGE_INJECTS, ODD_SETTINGS)
