# ruff: noqa: S108 — paths on the examined host, not ours.
"""PATH with a folder first from which nobody should run programs."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import hidden_part, home_of, is_temporary
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, normal
from hemostat.model.records import (
    EnvironVariable,
    FileFact,
    Mechanism,
    Process,
    Provenance,
    Startup,
)
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="Commands are first looked for in a folder others can fill", zh="PATH 优先搜索异常目录"
    ),
    summary=Text(
        en="{where} puts {folder} before the system's folders in PATH: a program there named ls or "
        "sudo runs instead of the real one.",
        zh="{where} 的 PATH 中 {folder} 先于系统目录：其中名为 ls、sudo 的程序会取代真正的命令。",
    ),
    benign=Text(
        en="Build tools put folders of their own first for a while; some people like `.` in PATH.",
        zh="构建工具会临时把自身目录放在前面；也有人习惯把 . 放入 PATH。",
    ),
)
_SYSTEM = ("/usr/bin", "/bin", "/usr/sbin", "/sbin", "$PATH", "${PATH}", "%PATH%")
_TOOLS = re.compile(
    r"/(?:node_modules/|yarn--|pip-|npm-|npx|_MEI|\.mount_|uv|hatch|poetry|tmp\w*/\w*env|nix-|go-build"
    r"|snap|\w*venv\w*)"
)
_FOR_ALL = (Mechanism.SHELL_PROFILE, Mechanism.SYSTEMD_ENVIRONMENT)


def _startup(path: str, place: str = "/etc/profile", account: str = "") -> Startup:
    return Startup(
        mechanism=Mechanism.SHELL_PROFILE,
        place=HostPath(place),
        account=account,
        environment=(f"PATH={path}",),
        is_privileged=account in ("", "root"),
    )


def _variable(path: str) -> EnvironVariable:
    return EnvironVariable(pid=7, exe=HostPath("/usr/bin/a"), name="PATH", value=path)


@check(
    "linux.shell.path-order",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="path_order",
    attack="T1574.007",
    incident_types=("backdoor", "hijack"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "disable-persistence"),
    by_hand="ls -la {folder}",
    examples=(
        fires(_startup("/tmp/.b:$PATH")),
        fires(_startup(".:$PATH", "/root/.bashrc", "root")),
        fires(_startup("/var/tmp/bin:/usr/bin", "/home/li/.profile", "li")),
        fires(_variable("/dev/shm/b:/usr/bin"), Process(pid=7, euid=0)),
        fires(
            _startup("/opt/b:$PATH"),
            FileFact(path=HostPath("/opt/b"), kind="folder", mode=0o777),
        ),
        quiet(_startup("$HOME/.local/bin:$HOME/.cargo/bin:$PATH", "/root/.bashrc", "root")),
        quiet(_startup("$PATH:.:/tmp", "/root/.bashrc", "root")),
        quiet(_startup("/opt/rh/bin:/usr/local/bin:/usr/bin"), _startup("/root/.nvm/v/bin:$PATH")),
        quiet(_variable("/tmp/yarn--1/:/app/node_modules/.bin:/usr/bin"), Process(pid=7, euid=0)),
    ),
)
def path_order(
    startups: Iterable[Startup],
    variables: Iterable[EnvironVariable],
    processes: Iterable[Process],
    files: Files,
) -> Iterator[Claim]:
    """A temporary, hidden, relative or world-writable folder stands before the system's in PATH.

    In start-up files, units, and in the environment of root's processes. Of one ordinary
    account's own file only temporary and hidden folders count.
    """
    for startup in startups:
        if startup.place_state in (Provenance.PACKAGED, Provenance.PRODUCT):
            continue
        for assignment in startup.environment:
            if assignment.startswith("PATH="):
                folder = _odd_folder(assignment[5:], files, is_strict=startup.is_privileged)
                if folder:
                    place = Subject("file", startup.place)
                    yield _claim(folder, startup.place, startup, (place, Subject("file", folder)))
    roots = {each.pid for each in processes if each.euid == 0 and each.scope.is_host}
    for variable in variables:
        if variable.name == "PATH" and variable.pid in roots:
            folder = _odd_folder(variable.value, files, is_strict=False)
            if folder:
                where = f"{variable.exe}[{variable.pid}]"
                yield _claim(folder, where, variable, (Subject("file", folder),))


def _odd_folder(path: str, files: Files, *, is_strict: bool) -> str:
    """The first odd folder before the system's own ones; empty for none."""
    for part in path.strip("\"'").split(":"):
        folder = part.strip("\"'")
        if folder in _SYSTEM:
            return ""
        if _is_odd(folder, files, is_strict=is_strict):
            return folder or "."
    return ""


def _is_odd(folder: str, files: Files, *, is_strict: bool) -> bool:
    if folder in ("", ".", "./", ".."):
        return is_strict
    if not folder.startswith("/") or _TOOLS.search(folder):
        return False
    place = normal(folder)
    fact = files.get(place)
    if is_strict and fact and fact.mode and fact.mode & 0o002 and not fact.mode & 0o1000:
        return True
    if home_of(place):
        # People keep tools in hidden folders of their homes.
        return False
    return is_temporary(place) or bool(hidden_part(place))


def _claim(
    folder: str,
    where: str,
    record: Startup | EnvironVariable,
    subjects: tuple[Subject, ...],
) -> Claim:
    return Claim(
        subjects=subjects,
        because=(record,),
        values={"where": where, "folder": folder},
        scope=record.scope,
    )
