"""Programs that run from folders whose name hides itself."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import hidden_part, home_of, is_disguised, is_temporary
from hemostat.detect.process_family import (
    Connections,
    Family,
    file_subject,
    is_loose,
    process_claim,
    process_subject,
)
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within
from hemostat.model.records import Account, Process, Socket
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A program runs from a hidden folder", zh="程序从隐藏目录运行"),
    summary=Text(
        en="Process {pid} (account {account}) runs {exe}; the part {part} of its path hides it"
        " from a plain listing. Command: {command}",
        zh="进程 {pid}（账号 {account}）运行 {exe}，"
        "路径中的 {part} 使其不出现在普通目录列表中。命令：{command}",
    ),
    benign=Text(
        en="Tools that install themselves into a home folder use names with a dot; then the name"
        " is the tool's own, and its user knows it.",
        zh="部分工具会安装到用户家目录下以点开头的目录，目录名通常就是工具名，使用者应当知情。",
    ),
)


_BUSY = 0.7
_SOME, _MANY = 2, 4


@check(
    "linux.process.hidden-path",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="hidden_path",
    attack="T1564.001",
    incident_types=("trojan", "backdoor", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "stop-process-tree", "quarantine-file", "find-entry"),
    by_hand="ls -l /proc/{pid}/exe; ls -la {exe}",
    examples=(
        fires(Process(pid=9, ppid=1, exe=HostPath("/usr/lib/.x/agent"), exe_state="unowned")),
        fires(Process(pid=9, ppid=1, exe=HostPath("/opt/app/... /agent"))),
        quiet(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/home/dev/.vscode-server/bin/0a1b/node"),
                exe_state="unowned",
            )
        ),
        quiet(Process(pid=9, ppid=1, exe=HostPath("/srv/shop/node_modules/.pnpm/esbuild/bin/es"))),
    ),
)
def hidden_path(
    processes: Iterable[Process], sockets: Iterable[Socket], accounts: Iterable[Account]
) -> Iterator[Claim]:
    """A running program stands below a name that a plain listing leaves out."""
    connections = Connections(sockets)
    homes = tuple(each.home for each in accounts if len(each.home) > 1)
    for process in Family(processes).members:
        exe = process.exe
        if exe is None or process.exe_state in VOUCHED or process.exe_is_memory:
            continue
        part = hidden_part(exe)
        if not part or is_temporary(exe):
            continue
        outbound = connections.outbound(process.pid)
        yield process_claim(
            process,
            outbound,
            subjects=(process_subject(process), file_subject(exe)),
            level=_level(process, part, homes, calls_out=bool(outbound)),
            part=repr(part),
        )


def _level(process: Process, part: str, homes: tuple[HostPath, ...], *, calls_out: bool) -> Level:
    """In a home a name with a dot is ordinary until something else speaks against it."""
    exe = str(process.exe)
    in_home = bool(home_of(exe)) or any(is_within(exe, home) for home in homes)
    if is_disguised(part) or not in_home:
        return Level.HIGH if process.scope.is_host else Level.MEDIUM
    is_nested = sum(piece.startswith(".") for piece in exe.split("/")) > 1
    is_bare = len(part) <= 3 or part.strip("._-").isdigit()
    signs = 2 * is_bare + 2 * is_nested + is_loose(process) + calls_out + (process.euid == 0)
    signs += (process.cpu_share or 0.0) >= _BUSY
    return Level(min(Level.LOW + (signs >= _SOME) + (signs >= _MANY), Level.HIGH))
