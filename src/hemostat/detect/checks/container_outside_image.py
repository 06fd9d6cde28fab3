"""Programs that run in a container and were not in its image; programs put among the image's."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import hidden_part, home_of, is_system_folder, is_temporary
from hemostat.detect.process_family import Family, file_subject, name_values, process_subject
from hemostat.detect.process_programs import is_interpreter, is_shell, script_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Container, FileFact, Process, Provenance
from hemostat.model.text import Text

RUNS = RuleTexts(
    title=Text(
        en="A container runs a program that is not in its image", zh="容器运行了镜像之外的程序"
    ),
    summary=Text(
        en="Process {pid} in {container} (image {image}) runs {file}: neither the image nor one of"
        " its packages brought it. Command: {command}",
        zh="{container}（镜像 {image}）中的进程 {pid} 运行 {file}：不在镜像中，也不属于任何软件包。"
        "命令：{command}",
    ),
    benign=Text(
        en="Images that install or build at their start, and people who work inside a container."
        " Compare the file's time with the container's start.",
        zh="启动时安装或编译的镜像，或有人在容器内操作；请比对文件时间与容器启动时间。",
    ),
)
PUT = RuleTexts(
    title=Text(
        en="A program was put among a container's system programs", zh="容器系统目录被放入程序"
    ),
    summary=Text(
        en="{file} in {container} (image {image}) came after the container's start, and no package"
        " of the container owns it.",
        zh="{container}（镜像 {image}）中的 {file} 在容器启动后出现，且不属于容器内任何软件包。",
    ),
    benign=Text(
        en="An entry script or a person installed a tool there by hand. Packages are recognised"
        " by the container's own database.",
        zh="入口脚本或人工安装了工具；经软件包安装的会被容器自身数据库识别。",
    ),
)
_INSTALLING = timedelta(minutes=30)
"""For so long after a container's start its entry script may still be installing."""
# Where npm, pip and gem put what they install, programs and native libraries among it.
_LANGUAGE = re.compile(r"/(?:node_modules|site-packages|dist-packages|gems|\.venv|venv)/")
_PROGRAMS = re.compile(r"/(?:usr/)?s?bin/[^/]+")
_BOX = Scope("container", "c" * 64, "nginx:1.27")


def _example(path: str, layer: str = "upper", state: Provenance = Provenance.UNOWNED) -> FileFact:
    return FileFact(
        path=HostPath(path),
        content="elf",
        used_as=("layer", "runs"),
        state=state,
        layer=layer,
        scope=_BOX,
    )


def _running(path: str) -> Process:
    return Process(pid=9, exe=HostPath(path), argv=(path,), command=path, scope=_BOX)


@check(
    "linux.container.runs-outside-image",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="container_drift",
    attack=("T1610", "T1105"),
    incident_types=("trojan", "mining", "remote_control"),
    texts=RUNS,
    next=("keep-evidence", "capture-process", "find-entry", "stop-process-tree"),
    by_hand="ls -l /proc/{pid}/exe; ls -l /proc/{pid}/root{file}; docker diff {container}",
    examples=(
        fires(_running("/usr/bin/kinsing"), _example("/usr/bin/kinsing")),
        fires(_running("/etc/.x/m"), _example("/etc/.x/m")),
        fires(_running("/opt/app/run"), _example("/opt/app/run")),
        quiet(_running("/app/server"), _example("/app/server", "image", Provenance.IMAGE)),
        quiet(_running("/usr/bin/curl"), _example("/usr/bin/curl", "upper", Provenance.PACKAGED)),
        quiet(_running("/data/tool"), _example("/data/tool", "volume", Provenance.UNKNOWN)),
    ),
)
def runs_outside_image(
    processes: Iterable[Process], files: Files, containers: Iterable[Container]
) -> Iterator[Claim]:
    """What runs lies in the writable layer, the image has it not, and no package owns it.

    Low where people and tools do put programs: homes, /opt, /usr/local, an application's folder;
    and low for what an entry script may have installed, by the time between start and file.
    """
    family = Family(processes)
    known = {each.id: each for each in containers}
    for process in family.members:
        if process.scope.is_host:
            continue
        fact = _ran(process, files)
        if fact is None:
            continue
        yield Claim(
            subjects=(process_subject(process), file_subject(fact.path)),
            because=(process, fact),
            values=name_values(process) | _values(fact),
            level=_level(process, fact, family, _starts(known.get(process.scope.id), process)),
            first_seen=fact.changed or process.started,
            scope=process.scope,
        )


@check(
    "linux.container.system-program-put",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="container_drift",
    attack=("T1554", "T1105"),
    incident_types=("trojan", "backdoor"),
    texts=PUT,
    next=("keep-evidence", "find-entry", "check-other-hosts"),
    by_hand="docker diff {container}",
    examples=(
        fires(_example("/usr/lib/x86_64-linux-gnu/libx.so")),
        fires(_example("/usr/sbin/xd")),
        quiet(_example("/usr/bin/ps", state=Provenance.CHANGED)),
        quiet(_example("/usr/bin/ps", state=Provenance.PACKAGED)),
        quiet(_example("/usr/local/bin/kubectl")),
        quiet(_example("/usr/bin/ps", "image", Provenance.IMAGE)),
    ),
)
def system_program_put(files: Files, containers: Iterable[Container]) -> Iterator[Claim]:
    """A program or library of nobody among those of the image's system, put there since its start.

    One that a package owns and that differs from it is told by `linux.files.packaged-file-changed`.
    """
    known = {each.id: each for each in containers}
    for fact in files:
        if fact.scope.is_host or "layer" not in fact.used_as or fact.layer != "upper":
            continue
        if fact.content != "elf" or not is_system_folder(fact.path):
            continue
        level = _put_level(fact, _starts(known.get(fact.scope.id)))
        if level is None:
            continue
        yield Claim(
            subjects=(file_subject(fact.path),),
            because=(fact,),
            values=_values(fact),
            level=level,
            first_seen=fact.changed,
            scope=fact.scope,
        )


def _put_level(fact: FileFact, starts: tuple[datetime, ...]) -> Level | None:
    if fact.state is not Provenance.UNOWNED:
        return None
    is_installed = _LANGUAGE.search(fact.path) or _is_of_start(fact, starts)
    return Level.LOW if is_installed else Level.MEDIUM


def _ran(process: Process, files: Files) -> FileFact | None:
    """The file that really runs, if it came after the image: the program, else its script."""
    script = script_of(process) if is_shell(process) or is_interpreter(process) else ""
    for path in (str(process.exe or ""), script):
        fact = files.get(path, process.scope) if path else None
        if fact and fact.layer == "upper" and fact.state is Provenance.UNOWNED:
            return fact
    return None


def _level(process: Process, fact: FileFact, family: Family, starts: tuple[datetime, ...]) -> Level:
    path = fact.path
    if family.is_build(process) or family.is_attended(process) or _LANGUAGE.search(path):
        return Level.LOW
    if hidden_part(path) and not home_of(path):
        return Level.MEDIUM
    if fact.content != "elf":
        # Entry scripts write scripts of their own, to /tmp and /run most of all.
        return Level.LOW
    if _PROGRAMS.match(path):
        return Level.MEDIUM
    is_odd = is_temporary(path) or is_system_folder(path)
    return Level.MEDIUM if is_odd and not _is_of_start(fact, starts) else Level.LOW


def _is_of_start(fact: FileFact, starts: tuple[datetime, ...]) -> bool:
    """Whether the file came while the container was starting; False if nobody can tell."""
    changed = fact.changed
    return changed is not None and any(
        timedelta(0) <= changed - start <= _INSTALLING for start in starts
    )


def _starts(container: Container | None, process: Process | None = None) -> tuple[datetime, ...]:
    """When the container was made and last started, as far as known."""
    known = (container.created, container.started) if container else ()
    times = tuple(time for time in known if time is not None)
    own = process.started if process else None
    return times or ((own,) if own else ())


def _values(fact: FileFact) -> dict[str, str]:
    return {
        "file": fact.path,
        "container": fact.scope.id[:12] or "?",
        "image": fact.scope.image or "?",
        "state": str(fact.state),
    }
