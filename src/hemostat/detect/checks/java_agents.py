# ruff: noqa: S108 — paths on the examined host, not ours.
"""Code brought into a running Java machine from where no agent belongs."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import hidden_part, is_temporary
from hemostat.detect.subjects import subjects_of
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name, parent
from hemostat.model.records import EnvironVariable, JavaMachine, OpenFile, Process
from hemostat.model.text import Text

_AGENT = re.compile(r"-(?:javaagent|agentpath):([^=\s,]+)")
_VARIABLES = (
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "JAVA_OPTS",
    "CATALINA_OPTS",
)
_DELETED = " (deleted)"
# Diagnostic tools that people attach by hand unpack themselves to /tmp.
_TOOLS = re.compile(
    r"arthas|jacoco|async-profiler|libasyncProfiler|btrace|jprofiler|yjp", re.IGNORECASE
)

_AGENT_TEXTS = RuleTexts(
    title=Text(
        "A Java program loads an agent from a temporary or hidden place",
        "Java 进程从临时或隐藏位置加载 agent",
    ),
    summary=Text(
        "{process} was started with {agent}: an agent may change any class, such as one that "
        "answers requests.",
        "{process} 启动时加载 {agent}：agent 可改写任意类，包括处理请求的类（内存马）。",
    ),
    benign=Text(
        "Profilers and coverage tools are agents too; they stand in an application's own folder.",
        "性能分析、覆盖率工具也是 agent，但通常位于应用自己的目录。",
    ),
)
_JAR_TEXTS = RuleTexts(
    title=Text(
        "A Java program holds an archive that was deleted after it was loaded",
        "Java 进程持有加载后被删除的 jar",
    ),
    summary=Text(
        "{process} still has {jar} open, which is gone from a place where anyone may write: "
        "the way agents of memory-only web shells are brought in.",
        "{process} 仍打开已从公共可写目录删除的 {jar}：内存马注入后常见的痕迹。",
    ),
    benign=Text(
        "A long-running program whose archive in /tmp was cleaned up by age; its owner knows it.",
        "长期运行的程序，其 /tmp 下的 jar 被定期清理任务删除；负责人应知情。",
    ),
)
_ATTACHED_TEXTS = RuleTexts(
    title=Text("Somebody has attached to a Java program", "有人附加过 Java 进程"),
    summary=Text(
        "{process} has its attach socket open ({socket}): jstack, jcmd, a monitor or an intruder "
        "attached to it since it started.",
        "{process} 的 attach 套接字已打开（{socket}）：启动后有 jstack、jcmd、监控或入侵者附加过。",
    ),
    benign=Text(
        "jstack, jmap, jcmd and monitoring agents attach every day.",
        "jstack、jmap、jcmd 和监控程序日常都会附加。",
    ),
)
_NEXT = ("keep-evidence", "keep-running", "capture-process", "find-entry")


def _java(pid: int = 7, *options: str) -> Process:
    return Process(
        pid=pid,
        name="java",
        exe=HostPath("/usr/lib/jvm/java-17/bin/java"),
        argv=("java", *options, "-jar", "/opt/app/app.jar"),
        command=" ".join(("java", *options, "-jar", "/opt/app/app.jar")),
    )


_MACHINE = JavaMachine(pid=7, exe=HostPath("/usr/lib/jvm/java-17/bin/java"))


@check(
    "linux.java.agent-from-odd-place",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="java_agent",
    attack=("T1505.003", "T1055"),
    incident_types=("webshell", "backdoor"),
    texts=_AGENT_TEXTS,
    next=_NEXT,
    by_hand="tr '\\0' ' ' < /proc/{pid}/cmdline",
    examples=(
        fires(_java(7, "-javaagent:/tmp/.a/agent.jar=x"), _MACHINE),
        fires(_java(7, "-agentpath:/dev/shm/l.so"), _MACHINE),
        fires(
            _java(),
            _MACHINE,
            EnvironVariable(pid=7, name="JAVA_TOOL_OPTIONS", value="-javaagent:/var/tmp/x.jar"),
        ),
        quiet(_java(7, "-javaagent:/opt/skywalking/skywalking-agent.jar"), _MACHINE),
        quiet(_java(7, "-javaagent:/tmp/arthas/arthas-agent.jar"), _MACHINE),
        quiet(_java(), _MACHINE),
    ),
)
def agent_from_odd_place(
    processes: Iterable[Process],
    machines: Iterable[JavaMachine],
    variables: Iterable[EnvironVariable],
) -> Iterator[Claim]:
    """A Java program was told to load an agent that lies where anyone may write, or hides."""
    java = {each.pid for each in machines}
    options = {process.pid: list(process.argv) for process in processes if process.pid in java}
    for variable in variables:
        if variable.pid in options and variable.name in _VARIABLES:
            options[variable.pid].append(variable.value)
    for process in processes:
        for agent in _AGENT.findall(" ".join(options.get(process.pid, []))):
            if _is_odd(agent):
                yield _claim(process, agent, (process,), agent=agent)


@check(
    "linux.java.deleted-archive",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="java_agent",
    attack=("T1505.003", "T1070.004"),
    incident_types=("webshell", "backdoor"),
    texts=_JAR_TEXTS,
    next=_NEXT,
    by_hand="ls -l /proc/{pid}/fd | grep deleted",
    examples=(
        fires(_java(), _MACHINE, OpenFile(pid=7, descriptor=9, target="/tmp/agent.jar (deleted)")),
        fires(
            _java(), _MACHINE, OpenFile(pid=7, descriptor=9, target="/dev/shm/.x/a.jar (deleted)")
        ),
        quiet(
            _java(), _MACHINE, OpenFile(pid=7, descriptor=9, target="/opt/app/app.jar (deleted)")
        ),
        quiet(
            _java(), _MACHINE, OpenFile(pid=7, descriptor=9, target="/tmp/jna-1/jna2.tmp (deleted)")
        ),
        quiet(
            _java(),
            _MACHINE,
            OpenFile(pid=7, descriptor=9, target="/tmp/jetty-8080/webapp/lib/a.jar (deleted)"),
        ),
        quiet(OpenFile(pid=8, descriptor=9, target="/tmp/agent.jar (deleted)"), _MACHINE),
    ),
)
def deleted_archive(
    processes: Iterable[Process], machines: Iterable[JavaMachine], opened: Iterable[OpenFile]
) -> Iterator[Claim]:
    """A Java program has an archive open that was deleted, from a place nothing is deployed to.

    Servers unpack whole applications below /tmp, in folders of their own: these are left alone.
    """
    java = {each.pid for each in machines}
    by_pid = {process.pid: process for process in processes if process.pid in java}
    for file in opened:
        process = by_pid.get(file.pid)
        jar = file.target.removesuffix(_DELETED)
        if process is None or jar == file.target or not jar.endswith((".jar", ".class", ".war")):
            continue
        if _is_odd(jar) and (parent(jar) in _TOP or hidden_part(jar)):
            yield _claim(process, jar, (file, process), jar=jar)


def _claim(process: Process, file: str, because: tuple[object, ...], **values: str) -> Claim:
    """A claim about a Java program and one file of its."""
    return Claim(
        subjects=(*subjects_of(process), Subject("file", file)),
        because=because,
        values={"process": str(process.exe or process.name), "pid": str(process.pid)} | values,
        observables=(Observable("file", file),),
        first_seen=process.started,
        scope=process.scope,
    )


@check(
    "linux.java.attached",
    level=Level.INFO,
    confidence=Level.LOW,
    category="java_attached",
    attack=("T1055",),
    incident_types=("webshell",),
    texts=_ATTACHED_TEXTS,
    next=("keep-running", "ask-owner"),
    by_hand="ls -l {socket}",
    examples=(
        fires(_java(), JavaMachine(pid=7, attach_socket=HostPath("/tmp/.java_pid7"))),
        quiet(_java(), _MACHINE),
    ),
)
def attached(processes: Iterable[Process], machines: Iterable[JavaMachine]) -> Iterator[Claim]:
    """The attach socket of a Java program is there: it appears when something first attaches."""
    by_pid = {process.pid: process for process in processes}
    for machine in machines:
        process = by_pid.get(machine.pid)
        if process and machine.attach_socket:
            yield Claim(
                subjects=subjects_of(process),
                because=(process,),
                values={
                    "process": str(process.exe or process.name),
                    "socket": machine.attach_socket,
                },
                scope=process.scope,
            )


_TOP = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/var/run")


def _is_odd(path: str) -> bool:
    if _TOOLS.search(name(path)) or _TOOLS.search(name(parent(path))):
        return False
    return is_temporary(path) or bool(hidden_part(path))
