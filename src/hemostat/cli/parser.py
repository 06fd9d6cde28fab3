"""The command line, in English and Chinese. argparse only: `--help` must come in under 150 ms."""

import argparse
from typing import NoReturn, Protocol

from hemostat import __version__
from hemostat.model.text import Language, Text

LEVELS = ("info", "low", "medium", "high", "critical")

_SUMMARY = Text(
    "Examine a suspect Linux host, say what is wrong and how we know.",
    "检查可疑的 Linux 主机，指出问题并给出依据。",
)
_EXAMPLES = Text(
    """
examples:
  hemostat triage                            examine this host (best as root)
  hemostat triage /mnt/disk                  a mounted disk or a folder
  hemostat triage root.tar.gz                an archive of a root
  hemostat collect > collect.sh              write the collector script, then:
  ssh host 'sh -s' < collect.sh | hemostat triage -
  hemostat explain linux.accounts.second-uid-0
""",
    """
示例：
  hemostat triage                            检查本机（建议用 root）
  hemostat triage /mnt/disk                  已挂载的磁盘或目录
  hemostat triage root.tar.gz                根文件系统归档
  hemostat collect > collect.sh              生成采集脚本，然后：
  ssh host 'sh -s' < collect.sh | hemostat triage -
  hemostat explain linux.accounts.second-uid-0
""",
)
_EXIT_CODES = Text(
    """exit codes: 0 nothing at or above --min-level   1 findings   2 wrong use
            3 nothing found, but a place that matters could not be looked at
            4 our own fault   130 interrupted
""",
    """退出码：0 没有达到 --min-level 的发现   1 有发现   2 用法错误
        3 未发现问题，但有重要位置无法检查
        4 程序自身错误   130 被中断
""",
)
_TEXTS = {
    "triage": Text("examine a host and rank what is wrong", "检查主机并按严重程度列出问题"),
    "collect": Text("write the collector script to standard output", "输出采集脚本"),
    "explain": Text("explain a rule or check", "解释一条规则"),
    "hunt": Text(
        "find files like one that was found, or a value, on hosts",
        "在主机上查找与样本相似的文件，或查找某个值",
    ),
    "like": Text(
        "find siblings of this file, by texts, structure, owner and time",
        "按文本、结构、属主和时间查找该文件的同类",
    ),
    "observable": Text(
        "find this address, domain, hash, path, account or key",
        "查找该地址、域名、哈希、路径、账号或密钥",
    ),
    "hunt_deep": Text("take the time to read every file", "不限时读取每个文件"),
    "rules": Text("list rules, or test a folder of rules", "列出规则，或测试规则目录"),
    "rules_list": Text("list every rule and check", "列出全部规则"),
    "rules_test": Text("run the examples of every rule in a folder", "运行目录中每条规则的示例"),
    "source": Text(
        "folder, mounted disk, disk image, tar (.gz .zst), UAC archive, - for a stream; "
        "none: this host",
        "目录、已挂载磁盘、磁盘镜像、tar（.gz .zst）、UAC 归档、- 表示标准输入；省略则为本机",
    ),
    "lang": Text("language of texts: en or zh", "文字语言：en 或 zh"),
    "json": Text("print the whole result as JSON", "以 JSON 输出完整结果"),
    "findings": Text("also write each finding as one JSON line", "同时将每条发现写成一行 JSON"),
    "min_level": Text(
        "what the screen shows and the exit code counts (default medium)",
        "屏幕显示和退出码计入的最低级别（默认 medium）",
    ),
    "rules_dir": Text(
        "also use the Sigma and YARA rules of this folder", "同时使用该目录中的 Sigma 与 YARA 规则"
    ),
    "host": Text("name this host by hand", "手工指定主机标识"),
    "reach": Text(
        "open one TCP connection from this host to HOST:PORT, send nothing, and say if it came"
        " about; may be given several times; never done unasked",
        "从本机向 HOST:PORT 建立一次 TCP 连接（不发送数据）并报告是否连通；可多次给出；默认不做",
    ),
    "save": Text(
        "first keep volatile evidence in DIR (on another disk), or as a tar with -",
        "先把易失证据保存到 DIR（须在其他磁盘），- 表示输出 tar",
    ),
    "save_here": Text(
        "let --save write to the suspect's own root disk",
        "允许 --save 写入被检主机自身的根磁盘",
    ),
    "scope": Text(
        "YAML file of responders, scanners, bastions, authorised tests (docs/scope.md)",
        "YAML 文件：应急人员、扫描器、堡垒机、授权测试（见 docs/scope.md）",
    ),
    "own_ip": Text(
        "an address or network of ours: label, never hide", "我方地址或网段：只标注，不隐藏"
    ),
    "own_user": Text("an account of ours: label, never hide", "我方账号：只标注，不隐藏"),
    "since_us": Text(
        "when we came (RFC 3339): label what began after it",
        "我方介入时间（RFC 3339）：标注其后的发现",
    ),
    "footprint": Text("print what hemostat itself touched", "输出 hemostat 自身触碰过的内容"),
    "spool": Text(
        "folder for unpacking streams (default: the system's temporary folder)",
        "解包数据流所用目录（默认系统临时目录）",
    ),
    "deep": Text(
        "walk every folder and hash every packaged file",
        "遍历全部目录，并校验每个软件包文件的哈希",
    ),
    "cache": Text(
        "keep in DIR how far --deep came: a second run goes on there",
        "在 DIR 中保存 --deep 的进度，再次运行时接着做",
    ),
    "seconds": Text(
        "how long the examination may take: its steps share it (default: 18)",
        "检查的时间上限，秒，由各步骤分用（默认 18）",
    ),
    "verbose": Text("show the details and every place examined", "显示详情和全部检查位置"),
    "busybox": Text(
        "carry this static busybox along and use its tools",
        "随脚本携带该静态 busybox 并使用其工具",
    ),
    "baseline": Text(
        "write down what a host has, to compare with later", "记录主机现状，供以后比较"
    ),
    "baseline_save": Text(
        "examine a host and keep what it has in FILE", "检查主机，并把现状保存到 FILE"
    ),
    "baseline_show": Text("list what a baseline holds", "列出基线内容"),
    "baseline_file": Text("the baseline; - for standard output", "基线文件；- 表示标准输出"),
    "key": Text(
        "sign with this Ed25519 key of OpenSSH; writes FILE.sig",
        "用该 OpenSSH Ed25519 私钥签名，生成 FILE.sig",
    ),
    "compare": Text(
        "its disk image or block device: what it holds and the running host did not show",
        "该主机的磁盘镜像或块设备：找出其中有而运行系统未显示的内容",
    ),
    "against": Text(
        "compare with an earlier baseline or --json result: new, back, still there, gone",
        "与先前的基线或 --json 结果比较：新增、再现、仍在、已消失",
    ),
    "html": Text(
        "also write a report as one HTML file that needs no network",
        "同时写出一份 HTML 报告：单个文件，无需网络",
    ),
    "version": Text("show the version and exit", "显示版本并退出"),
    "help": Text("show this help and exit", "显示帮助并退出"),
    "name": Text("a rule's name, or a Sigma id", "规则名或 Sigma id"),
    "folder": Text("folder of rules; ours when left out", "规则目录；省略则为内置规则"),
    "commands": Text("commands", "命令"),
    "options": Text("options:", "选项："),
    "arguments": Text("arguments:", "参数："),
    "usage": Text("usage: ", "用法："),
    "wrong": Text("{why}\nTry: {program} --help", "{why}\n请参阅：{program} --help"),
}


class Parser(argparse.ArgumentParser):
    """argparse that speaks our languages and says what to do next."""

    language: Language = "en"

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        text = _TEXTS["wrong"].in_language(self.language)
        self.exit(2, f"hemostat: {text.format(why=message, program=self.prog)}\n")

    def format_help(self) -> str:
        """The help, its fixed words in our language."""
        text = super().format_help()
        for word, name in _FIXED_WORDS:
            text = text.replace(word, _TEXTS[name].in_language(self.language), 1)
        return text

    def say(self, name: str) -> str:
        """One of our texts."""
        return _TEXTS[name].in_language(self.language)

    def flag(self, *names: str, text: str) -> None:
        """An option without a value."""
        self.add_argument(*names, action="store_true", help=self.say(text))

    def repeated(self, name: str, *, metavar: str, text: str) -> None:
        """An option that may be given several times."""
        said = self.say(text)
        self.add_argument(name, metavar=metavar, action="append", default=[], help=said)

    def folders(self) -> None:
        """The option for rule folders of the user's own."""
        text = self.say("rules_dir")
        self.add_argument("--rules", metavar="DIR", action="append", default=[], help=text)


_FIXED_WORDS = (
    ("usage: ", "usage"),
    ("positional arguments:", "arguments"),
    ("options:", "options"),
)


def build_parser(language: Language) -> Parser:
    """The whole command line in one language."""
    lead = f"{_SUMMARY.in_language(language)}\n{_EXAMPLES.in_language(language)}"
    top = _parser("hemostat", language, lead)
    top.epilog = _EXIT_CODES.in_language(language)
    top.add_argument(
        "--version", action="version", version=f"hemostat {__version__}", help=top.say("version")
    )
    commands = top.add_subparsers(
        dest="command",
        title=top.say("commands"),
        metavar="COMMAND",
        required=True,
        parser_class=Parser,
    )
    _triage(_command(commands, "triage", language))
    collect = _command(commands, "collect", language)
    collect.add_argument("--busybox", metavar="FILE", help=top.say("busybox"))
    explain = _command(commands, "explain", language)
    explain.add_argument("name", metavar="RULE", help=top.say("name"))
    explain.folders()
    _hunt(_command(commands, "hunt", language))
    _rules(_command(commands, "rules", language), language)
    _baseline(_command(commands, "baseline", language), language)
    return top


def _parser(program: str, language: Language, description: str) -> Parser:
    parser = Parser(
        prog=program,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    return _dress(parser, language)


def _dress(parser: Parser, language: Language) -> Parser:
    parser.language = language
    parser.add_argument("-h", "--help", action="help", help=parser.say("help"))
    parser.add_argument("--lang", choices=("en", "zh"), help=parser.say("lang"))
    return parser


class _Group(Protocol):
    """What argparse's add_subparsers gives; it has no public name there."""

    def add_parser(
        self,
        name: str,
        *,
        help: str,  # noqa: A002 — argparse named it
        description: str,
        add_help: bool,
        allow_abbrev: bool,
    ) -> Parser: ...


def _command(group: _Group, name: str, language: Language, text: str = "") -> Parser:
    said = _TEXTS[text or name].in_language(language)
    made = group.add_parser(name, help=said, description=said, add_help=False, allow_abbrev=False)
    return _dress(made, language)


def _seconds(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 86_400:
        raise ValueError(text)
    return value


def _triage(parser: Parser) -> None:
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help=parser.say("source"))
    parser.flag("--json", text="json")
    parser.add_argument("--findings", metavar="FILE.jsonl", help=parser.say("findings"))
    parser.add_argument("--html", metavar="FILE", help=parser.say("html"))
    parser.add_argument(
        "--min-level", choices=LEVELS, default="medium", help=parser.say("min_level")
    )
    parser.folders()
    parser.add_argument("--host", metavar="NAME", help=parser.say("host"))
    parser.add_argument(
        "--reach", metavar="HOST:PORT", action="append", default=[], help=parser.say("reach")
    )
    parser.add_argument("--scope", metavar="FILE", help=parser.say("scope"))
    parser.repeated("--own-ip", metavar="ADDRESS", text="own_ip")
    parser.repeated("--own-user", metavar="NAME", text="own_user")
    parser.add_argument("--since-us", metavar="TIME", help=parser.say("since_us"))
    parser.add_argument("--save", metavar="DIR|-", help=parser.say("save"))
    parser.flag("--save-here", text="save_here")
    parser.add_argument(
        "--against", metavar="EARLIER", action="append", default=[], help=parser.say("against")
    )
    parser.add_argument("--compare", metavar="DISK", help=parser.say("compare"))
    parser.flag("--footprint", text="footprint")
    parser.add_argument("--spool", metavar="DIR", help=parser.say("spool"))
    parser.flag("--deep", text="deep")
    parser.add_argument("--cache", metavar="DIR", help=parser.say("cache"))
    parser.add_argument("--seconds", metavar="N", type=_seconds, help=parser.say("seconds"))
    parser.flag("-v", "--verbose", text="verbose")


def _hunt(parser: Parser) -> None:
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--like", metavar="FILE", help=parser.say("like"))
    wanted.add_argument("--observable", metavar="VALUE", help=parser.say("observable"))
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help=parser.say("source"))
    parser.flag("--json", text="json")
    parser.flag("--deep", text="hunt_deep")
    parser.add_argument("--spool", metavar="DIR", help=parser.say("spool"))


def _baseline(parser: Parser, language: Language) -> None:
    actions = _actions(parser)
    save = _command(actions, "save", language, "baseline_save")
    save.add_argument("file", metavar="FILE", help=parser.say("baseline_file"))
    save.add_argument("source", metavar="SOURCE", nargs="?", help=parser.say("source"))
    save.add_argument("--key", metavar="KEY", help=parser.say("key"))
    save.folders()
    save.add_argument("--host", metavar="NAME", help=parser.say("host"))
    save.flag("--save-here", text="save_here")
    save.add_argument("--spool", metavar="DIR", help=parser.say("spool"))
    save.set_defaults(seconds=None, deep=False, cache=None)
    show = _command(actions, "show", language, "baseline_show")
    show.add_argument("file", metavar="FILE", help=parser.say("baseline_file"))


def _actions(parser: Parser) -> _Group:
    return parser.add_subparsers(
        dest="action",
        title=parser.say("commands"),
        metavar="COMMAND",
        required=True,
        parser_class=Parser,
    )


def _rules(parser: Parser, language: Language) -> None:
    actions = _actions(parser)
    listing = _command(actions, "list", language, "rules_list")
    listing.flag("--json", text="json")
    listing.folders()
    test = _command(actions, "test", language, "rules_test")
    test.add_argument("folder", metavar="DIR", nargs="?", help=parser.say("folder"))
