# ruff: noqa: S108 — paths on the examined host, not ours.
"""What interpreters are told to load first: by variables and options of what starts by itself."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import hidden_part, home_of, is_temporary, is_unpacked
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import EnvironVariable, Mechanism, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An interpreter is told to load code from a temporary or hidden place first",
        zh="解释器被设置为优先加载临时或隐藏目录中的代码",
    ),
    summary=Text(
        en="{where} sets {variable}, so that {code} runs inside each program started so, before "
        "the program itself.",
        zh="{where} 设置了 {variable}，使 {code} 在每次启动的程序内先行运行。",
    ),
    benign=Text(
        en="Agents for monitoring, coverage and debugging are loaded so, from their product's own "
        "folder; a debugger's leftovers in /tmp are gone after a session.",
        zh="监控、覆盖率、调试代理会这样加载，但位于产品自身目录；"
        "调试遗留的 /tmp 文件应随会话消失。",
    ),
)
_JAVA = re.compile(
    r"-(?:javaagent|agentpath|Xbootclasspath/[ap]|Djava\.ext\.dirs)[:=]([^=\s,\"':]+)"
)
_NODE = re.compile(
    r"(?:^|[\s=\"'])(?:--require|-r|--import|--(?:experimental-)?loader)[=\s]+[\"']?"
    r"(?:file://)?(/[^\s\"']+)"
)
_RUBY = re.compile(r"(?:^|[\s=\"'])-[rI]\s*[\"']?(/[^\s\"':]+)")
_ANY = re.compile(r"(?:^|[\s=:;,@|\"'(])(?:-[A-Za-z])?(/[^\s:;,\"')]+)")
_PATTERNS = {
    "NODE_OPTIONS": _NODE,
    "RUBYOPT": _RUBY,
    **dict.fromkeys(
        (
            *("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JAVA_OPTS", "JVM_OPTS"),
            *("CATALINA_OPTS", "JAVA_ARGS", "ES_JAVA_OPTS", "LS_JAVA_OPTS", "KAFKA_OPTS"),
            *("JAVA_OPTIONS", "JETTY_OPTIONS", "SPARK_SUBMIT_OPTS", "HADOOP_OPTS", "MAVEN_OPTS"),
        ),
        _JAVA,
    ),
    **dict.fromkeys(
        (
            *("PERL5OPT", "PERL5DB", "BASH_ENV", "LUA_INIT", "PYTHONSTARTUP", "GCONV_PATH"),
            *("OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "GIO_MODULE_DIR"),
            *("DOTNET_STARTUP_HOOKS", "CORECLR_PROFILER_PATH", "PKCS11_PROVIDER", "GTK_MODULES"),
        ),
        _ANY,
    ),
}
# Whole applications take folders from these for a while; only what starts by itself is told.
_FOLDERS = dict.fromkeys(
    ("PYTHONPATH", "PERL5LIB", "RUBYLIB", "NODE_PATH", "LUA_PATH", "PHPRC", "PHP_INI_SCAN_DIR"),
    _ANY,
)
_AT_START = _PATTERNS | _FOLDERS
_SET = re.compile(rf"\b({'|'.join(_AT_START)})\+?=(\"[^\"]*\"|'[^']*'|\S+)")
_NODE_RUN = re.compile(r"(?:^|[/\s=@+!-])node(?:js)?\s")
_PHP_FIRST = re.compile(r"\bauto_(?:prepend|append)_file=[\"']?(/[^\s\"']+)")
_BY_PACKERS = re.compile(r"\.pnp\.(?:c?js|loader\.mjs)|\.openssl.*\.cnf")
_TOOLS = re.compile(r"arthas|jacoco|async-profiler|jprofiler|yjp|vscode|debug", re.IGNORECASE)
# A rule on lines of start-up files speaks of these.
_TOLD_ELSEWHERE = (Mechanism.SHELL_PROFILE, Mechanism.SYSTEMD_ENVIRONMENT)


def _unit(assignment: str = "", command: str = "") -> Startup:
    return Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        place=HostPath("/etc/systemd/system/a.service"),
        environment=(assignment,) if assignment else (),
        command=command,
    )


def _of(name: str, value: str) -> EnvironVariable:
    return EnvironVariable(pid=7, exe=HostPath("/usr/bin/node"), name=name, value=value)


@check(
    "linux.interpreter.loads-odd-code",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="interpreter_start",
    attack=("T1574", "T1546", "T1505"),
    incident_types=("backdoor", "trojan", "web_intrusion"),
    texts=TEXTS,
    next=("keep-evidence", "disable-persistence", "quarantine-file", "find-entry"),
    by_hand="ls -la {code}; cat {code}",
    examples=(
        fires(_unit("NODE_OPTIONS=--max-old-space-size=2048 --require /var/tmp/.nm/hook.js")),
        fires(_unit("NODE_OPTIONS=--import=file:///dev/shm/h.mjs")),
        fires(_unit("JAVA_OPTS=-Xmx2g -javaagent:/var/tmp/.c/a.jar=x")),
        fires(_unit(command='export CATALINA_OPTS="$CATALINA_OPTS -agentpath:/dev/shm/l.so"')),
        fires(_unit(command="-javaagent:/tmp/x.jar")),
        fires(_unit("RUBYOPT=-r/tmp/x.rb")),
        fires(_unit("PYTHONPATH=/var/tmp/.p")),
        fires(_unit("BASH_ENV=/usr/lib/.b")),
        fires(_unit("PERL5OPT=-I/var/tmp/.p -Mx")),
        fires(_unit("DOTNET_STARTUP_HOOKS=/usr/share/dotnet/.h/H.dll")),
        fires(_unit(command="/usr/bin/node --max-old-space-size=1 -r /tmp/.x/a.js /srv/app.js")),
        fires(_unit(command="/usr/sbin/php-fpm8.2 -d auto_prepend_file=/dev/shm/p.php")),
        fires(_of("NODE_OPTIONS", "--require /tmp/.h/h.js")),
        fires(_of("OPENSSL_CONF", "/var/tmp/o.cnf")),
        quiet(_unit("NODE_OPTIONS=--max-old-space-size=4096 --diagnostic-dir=/tmp")),
        quiet(_unit("NODE_OPTIONS=--require /srv/app/.pnp.cjs")),
        quiet(_unit("NODE_OPTIONS=--require /opt/newrelic/agent.js")),
        quiet(_unit("JAVA_OPTS=-Djava.io.tmpdir=/tmp/x -XX:HeapDumpPath=/var/tmp/heap")),
        quiet(_unit("JAVA_TOOL_OPTIONS=-javaagent:/opt/skywalking/skywalking-agent.jar")),
        quiet(_unit(command="-javaagent:/tmp/arthas/arthas-agent.jar")),
        quiet(_unit("PYTHONPATH=/opt/app/lib:/srv/app")),
        quiet(_of("PYTHONPATH", "/tmp/pip-build-env-x/overlay")),
        quiet(_of("NODE_OPTIONS", "--require /root/.vscode-server/extensions/js-debug/b.js")),
        quiet(_unit("PATH=/tmp/x:/usr/bin")),
    ),
)  # fmt: skip
def loads_odd_code(
    startups: Iterable[Startup], variables: Iterable[EnvironVariable]
) -> Iterator[Claim]:
    """Options and variables of Node, Java, Ruby, Perl, Python, PHP, .NET, Lua, OpenSSL, glibc.

    High for code where anyone may write or hidden among the system's; medium for a hidden place
    in somebody's home. Folders of modules count only for what starts by itself.
    """
    seen: set[tuple[str, str]] = set()
    for startup in startups:
        if not startup.scope.is_host or startup.mechanism in _TOLD_ELSEWHERE:
            continue
        for variable, code in dict.fromkeys(_of_startup(startup)):
            level = _level(code)
            if level is not None and (startup.place, code) not in seen:
                seen.add((startup.place, code))
                yield _claim(startup, startup.place, variable, code, level)
    for each in variables:
        pattern = _PATTERNS.get(each.name)
        # Java's own are told by the check on agents.
        if pattern is None or pattern is _JAVA or not each.scope.is_host:
            continue
        for code in pattern.findall(each.value):
            level = _level(code)
            if level is not None and (str(each.exe), code) not in seen:
                seen.add((str(each.exe), code))
                yield _claim(each, f"{each.exe or ''}[{each.pid}]", each.name, code, level)


def _of_startup(startup: Startup) -> Iterator[tuple[str, str]]:
    """Each variable or option, and the file or folder it names."""
    assignments = [each.partition("=")[::2] for each in startup.environment]
    assignments += _SET.findall(startup.command)
    for variable, value in assignments:
        if pattern := _AT_START.get(variable):
            yield from ((variable, code) for code in pattern.findall(value.strip("\"'")))
    yield from (("-javaagent", code) for code in _JAVA.findall(startup.command))
    yield from (("auto_prepend_file", code) for code in _PHP_FIRST.findall(startup.command))
    if _NODE_RUN.search(startup.command):
        yield from (("--require", code) for code in _NODE.findall(startup.command))


def _level(code: str) -> Level | None:
    if _BY_PACKERS.fullmatch(name(code)) or _TOOLS.search(code) or is_unpacked(code):
        return None
    if is_temporary(code):
        return Level.HIGH
    if not hidden_part(code):
        return None
    return Level.MEDIUM if home_of(code) else Level.HIGH


def _claim(
    record: Startup | EnvironVariable, where: str, variable: str, code: str, level: Level
) -> Claim:
    if isinstance(record, Startup):
        first = Subject("file", where)
    else:
        first = Subject("process", str(record.exe or where))
    return Claim(
        subjects=(first, Subject("file", code)),
        because=(record,),
        values={"where": where, "variable": variable, "code": code},
        level=level,
        observables=(Observable("file", code),),
        scope=record.scope,
    )
