"""Programs and scripts that run from places that everybody may write, or that are data."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import words
from hemostat.detect.places import (
    ORDINARY_HIDDEN,
    hidden_part,
    is_not_for_binaries,
    is_temporary,
)
from hemostat.detect.process_family import (
    Connections,
    Family,
    file_subject,
    is_detached,
    process_claim,
    process_subject,
)
from hemostat.detect.process_programs import is_interpreter, is_shell, program, script_of
from hemostat.detect.provenance import UNVOUCHED, VOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within
from hemostat.model.records import Mount, Process, Socket
from hemostat.model.text import Text

PROGRAM = RuleTexts(
    title=Text(
        en="A program runs from a temporary or data folder",
        zh="程序从临时目录或数据目录运行",
    ),
    summary=Text(
        en="Process {pid} (account {account}, parent {parent}) runs {exe}, where no installed"
        " program lives. Command: {command}",
        zh="进程 {pid}（账号 {account}，父进程 {parent}）"
        "运行 {exe}，正常安装的程序不会位于此处。命令：{command}",
    ),
    benign=Text(
        en="Builds, tests and installers unpack programs there for minutes; then their parent is"
        " a build tool, an installer or somebody's shell.",
        zh="编译、测试和安装程序会短时在此释放程序，其父进程应为构建工具、安装器或某人的终端。",
    ),
)
SCRIPT = RuleTexts(
    title=Text(
        en="An interpreter runs a script from a temporary folder",
        zh="解释器正在运行临时目录中的脚本",
    ),
    summary=Text(
        en="Process {pid} (account {account}, parent {parent}) runs the script {script}."
        " Command: {command}",
        zh="进程 {pid}（账号 {account}，父进程 {parent}）正在运行脚本 {script}。命令：{command}",
    ),
    benign=Text(
        en="Build servers and configuration tools put their steps there and run them for minutes."
        " Look at the script and at who started it.",
        zh="构建服务器和配置管理工具会把步骤脚本放在这里短时执行；请查看脚本内容及其启动者。",
    ),
)
_PROVISIONER = re.compile(
    r"/(?:ansible-tmp-[\d.]+|terraform_\d+|packer-shell\d+|vagrant-shell|script_\d+)[^/]*(?:/|\.sh$|$)"
)
# What build servers call the script of a step. The name is anybody's: it needs the account too,
# or the folder that the server keeps a job's files in.
_STEP = re.compile(
    r"/tmp/(?:(?:jenkins|hudson|custom_script)\d{6,}|buildkite-script-\d+)(?:\.sh)?"  # noqa: S108
)
_BUILDERS = words(
    "jenkins hudson gitlab-runner gitlab_runner buildkite-agent teamcity bamboo drone"
    " github-runner actions-runner act_runner forgejo-runner woodpecker"
)
_WORKSPACE = re.compile(r"/(?:workspace|builds|_work)/[^/]+")
# A cloud's own agent, told by its console to run something.
_CLOUD_AGENTS = words(
    "amazon-ssm-agent ssm-agent-worker ssm-document-worker ssm-session-worker waagent"
    " google_metadata_script_runner google_guest_agent aliyun-service tat_agent oracle-cloud-agent"
)


@check(
    "linux.process.runs-from-temporary-place",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="temporary_executable",
    attack="T1036.005",
    incident_types=("trojan", "mining", "backdoor"),
    texts=PROGRAM,
    next=("keep-evidence", "capture-process", "stop-process-tree", "quarantine-file", "find-entry"),
    by_hand="ls -l /proc/{pid}/exe {exe}; tr '\\0' ' ' < /proc/{pid}/cmdline",
    examples=(
        fires(Process(pid=9, ppid=1, exe=HostPath("/dev/shm/kinit"), exe_state="unowned")),  # noqa: S108
        fires(Process(pid=9, ppid=8, exe=HostPath("/var/tmp/.u/a"))),  # noqa: S108
        fires(Process(pid=9, ppid=1, exe=HostPath("/var/log/journal/up"), exe_state="unowned")),
        quiet(Process(pid=9, ppid=1, exe=HostPath("/usr/bin/dash"), exe_state="packaged")),
        quiet(Process(pid=9, ppid=1, exe=HostPath("/opt/app/bin/server"), exe_state="unowned")),
    ),
)
def runs_from_temporary_place(
    processes: Iterable[Process], sockets: Iterable[Socket], mounts: Iterable[Mount]
) -> Iterator[Claim]:
    """A running program stands in a folder for temporary things or for data."""
    family, connections = Family(processes), Connections(sockets)
    bundles = tuple(each for each in mounts if _is_bundle_mount(each))
    for process in family.members:
        exe = process.exe
        if exe is None or process.exe_is_memory or process.exe_state in VOUCHED:
            continue
        if not is_temporary(exe) and not (
            is_not_for_binaries(exe) and process.exe_state in UNVOUCHED
        ):
            continue
        outbound = connections.outbound(process.pid)
        in_bundle = any(is_within(exe, bundle.mount_point) for bundle in bundles)
        yield process_claim(
            process,
            outbound,
            subjects=(process_subject(process), file_subject(exe)),
            level=Level.LOW if in_bundle else _program_level(process, family),
        )


def _is_bundle_mount(mount: Mount) -> bool:
    """An AppImage mounts itself, read-only, by FUSE: a folder of that name alone is anybody's."""
    return mount.type.startswith("fuse") and "ro" in mount.options and mount.type != "fuseblk"


def _program_level(process: Process, family: Family) -> Level:
    exe = str(process.exe)
    if not process.scope.is_host and not is_within(exe, "/dev") and not hidden_part(exe):
        # Images unpack programs at their start; nobody else shares a container's /tmp.
        return Level.MEDIUM if exe.startswith(("/tmp/", "/var/tmp/")) else Level.LOW  # noqa: S108
    if is_within(exe, "/dev") or hidden_part(exe):
        return Level.HIGH
    if family.is_build(process) or family.is_unpacked_by_parent(process):
        return Level.LOW
    return Level.MEDIUM if family.is_attended(process) or is_not_for_binaries(exe) else Level.HIGH


@check(
    "linux.process.script-in-temporary-place",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="temporary_script",
    attack="T1059",
    incident_types=("trojan", "backdoor", "remote_control"),
    texts=SCRIPT,
    next=("keep-evidence", "capture-process", "stop-process-tree", "quarantine-file", "find-entry"),
    by_hand="tr '\\0' ' ' < /proc/{pid}/cmdline; ls -l {script}; head -c 2000 {script}",
    examples=(
        fires(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/bin/python3.11"),
                exe_state="packaged",
                argv=("python3", "/dev/shm/x.py"),  # noqa: S108
                command="python3 /dev/shm/x.py",
            )
        ),
        fires(
            Process(
                pid=9,
                ppid=8,
                exe=HostPath("/usr/bin/perl"),
                argv=("perl", "a.pl"),
                cwd=HostPath("/var/tmp"),  # noqa: S108
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/bin/python3.11"),
                argv=("python3", "-c", "import time"),
                cwd=HostPath("/tmp"),  # noqa: S108
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/bin/bash"),
                argv=("bash", "/usr/local/bin/backup.sh", "/tmp"),  # noqa: S108
            )
        ),
    ),
)
def script_in_temporary_place(
    processes: Iterable[Process], sockets: Iterable[Socket]
) -> Iterator[Claim]:
    """A shell or interpreter runs a script that lies in a folder for temporary things."""
    family, connections = Family(processes), Connections(sockets)
    for process in family.members:
        if not (is_shell(process) or is_interpreter(process)):
            continue
        script = script_of(process)
        is_put_away = is_not_for_binaries(script) and bool(hidden_part(script))
        if not script.startswith("/") or not (is_temporary(script) or is_put_away):
            continue
        outbound = connections.outbound(process.pid)
        yield process_claim(
            process,
            outbound,
            subjects=(process_subject(process), file_subject(script)),
            level=_script_level(process, script, family, connections),
            script=script,
        )


def _script_level(process: Process, script: str, family: Family, connections: Connections) -> Level:
    hidden = hidden_part(script)
    is_hidden = bool(hidden) and hidden not in ORDINARY_HIDDEN
    if is_within(script, "/dev") or (is_hidden and not family.is_attended(process)):
        return Level.HIGH
    if family.is_build(process) or family.is_attended(process) or _is_sent(process, family):
        return Level.LOW
    if _PROVISIONER.search(script) and any(
        each.name == "sshd" for each in family.ancestors(process)
    ):
        return Level.LOW
    if not process.scope.is_host and is_within(script, "/run"):
        # Images with an init of their own keep its scripts there.
        return Level.LOW
    if is_detached(process) and (connections.of(process.pid) or process.euid == 0):
        return Level.HIGH
    return Level.LOW if _is_step(process, script) else Level.MEDIUM


def _is_step(process: Process, script: str) -> bool:
    """Whether a build server's account runs a step of a job, by a name such servers give."""
    if process.euid == 0 or not _STEP.fullmatch(script):
        return False
    return process.account in _BUILDERS or bool(_WORKSPACE.search(process.cwd or ""))


def _is_sent(process: Process, family: Family) -> bool:
    """Whether the agent of a cloud, itself from a sound place, runs it."""
    return any(
        program(each) in _CLOUD_AGENTS and not is_temporary(str(each.exe or ""))
        for each in family.ancestors(process)
    )
