"""Compiled programs no package owns that lie as if they were parts of the system."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.checks.startup_imitation import imitated
from hemostat.detect.file_claims import claim_of, example, is_explained
from hemostat.detect.names import ALWAYS_ELF
from hemostat.detect.places import is_system_folder
from hemostat.detect.process_family import process_subject
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name, parent
from hemostat.model.records import FileFact, FileSign, Process, Provenance
from hemostat.model.records.file_signs import SETTINGS_PROGRAM, SYSTEM_PROGRAM
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A foreign program lies as if it were a part of the system",
        zh="外来程序冒充系统组件存放",
    ),
    summary=Text(
        en="{path} is a compiled program of no package, {reason}.",
        zh="{path} 是不属于任何软件包的二进制程序：{reason_zh}。",
    ),
    benign=Text(
        en="A part of the system that somebody built from source with --prefix=/usr, or a maker's "
        "installer that knows no better place. Ask who put it there; compare its hash with what "
        "its maker ships.",
        zh="可能是以 --prefix=/usr 自行编译的系统组件，或厂商安装程序随意放置；"
        "请确认安装人并与官方哈希比对。",
    ),
)
Twins = dict[str, set[str]]
_MOST = 5
_SYSTEMD = ("/usr/lib/systemd", "/lib/systemd")
_COMMANDS = ("/usr/bin", "/bin", "/usr/sbin", "/sbin")
_SETTINGS = ("in a folder that holds only texts", "位于只应存放文本配置的目录")
_PARTS = ("among the parts of systemd", "混在 systemd 自身的组件中")
_NAMED = ("with the name of a part of the system or one close to it", "名称与系统组件相同或相近")
_TWIN = ("with the name of a packaged program that lies elsewhere", "与别处软件包自带的程序同名")


def _packaged(path: str) -> FileFact:
    return FileFact(path=HostPath(path), state=Provenance.PACKAGED, content="elf")


@check(
    "linux.files.imitates-system",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="file_imitation",
    attack=("T1036.005",),
    incident_types=("backdoor", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "quarantine-file", "check-other-hosts"),
    by_hand="stat {path}; sha256sum {path}; dpkg -S {path} || rpm -qf {path}",
    examples=(
        fires(example("/usr/lib/systemd/logind-sync", SYSTEM_PROGRAM)),
        fires(example("/usr/sbin/kworker-u8", SYSTEM_PROGRAM)),
        fires(example("/usr/bin/systemd-journal-flushd", SYSTEM_PROGRAM)),
        fires(example("/usr/bin/crond", SYSTEM_PROGRAM), _packaged("/usr/sbin/crond")),
        fires(example("/usr/bin/dpkgd/netstat", SYSTEM_PROGRAM)),
        fires(example("/etc/cron.d/0updatedb", SETTINGS_PROGRAM)),
        fires(example("/etc/systemd/system/agent", SETTINGS_PROGRAM)),
        quiet(example("/usr/bin/crond", SYSTEM_PROGRAM)),
        quiet(example("/usr/sbin/crond", SYSTEM_PROGRAM), _packaged("/opt/x/crond")),
        quiet(example("/usr/bin/node_exporter", SYSTEM_PROGRAM)),
        quiet(example("/usr/bin/systemd-helper.sh", SYSTEM_PROGRAM, "script")),
        quiet(example("/usr/sbin/monitor-agent", SYSTEM_PROGRAM)),
        quiet(example("/usr/bin/netstat", SYSTEM_PROGRAM)),
        quiet(example("/etc/init.d/tomcat", SETTINGS_PROGRAM, "script")),
        quiet(example("/usr/lib/systemd/systemd-new", SYSTEM_PROGRAM, state=Provenance.PACKAGED)),
        quiet(*(example(f"/usr/lib/systemd/systemd-{n}", SYSTEM_PROGRAM) for n in range(9))),
        quiet(
            example("/usr/sbin/kworker-u8", SYSTEM_PROGRAM),
            context=HostContext(has_package_database=False),
        ),
    ),
)
def imitates_system(
    signs: Iterable[FileSign], processes: Iterable[Process], files: Files, context: HostContext
) -> Iterator[Claim]:
    """It lies where only packages put programs, or settings, and borrows a name or a place.

    Many together are an installation, and told by linux.files.unowned-system-program. A name that
    is its own, in a folder of commands, is no imitation: agents and tools are copied there.
    """
    if not context.has_package_database:
        return
    twins = _twins(files)
    found = [
        (sign, reason)
        for sign in signs
        if sign.content == "elf" and not is_explained(sign, files)
        if (reason := _reason(sign, twins))
    ]
    counts = Counter(parent(sign.path) for sign, _ in found)
    running: dict[str, list[Process]] = {}
    for process in processes:
        if process.scope.is_host and process.exe:
            running.setdefault(process.exe, []).append(process)
    for sign, (english, chinese) in found:
        if counts[parent(sign.path)] <= _MOST:
            claim = claim_of(sign, files, reason=english, reason_zh=chinese)
            there = running.get(sign.path, [])[:_MOST]
            yield replace(
                claim,
                subjects=(*map(process_subject, there), *claim.subjects),
                because=(*claim.because, *there),
            )


def _reason(sign: FileSign, twins: Twins) -> tuple[str, str] | None:
    """What makes it an imitation, in both languages; None for nothing."""
    if sign.sign == SETTINGS_PROGRAM:
        return _SETTINGS
    if sign.sign != SYSTEM_PROGRAM:
        return None
    folder, own = parent(sign.path), name(sign.path)
    if folder in _SYSTEMD:
        return _PARTS
    if imitated(own):
        return _NAMED
    is_apart = folder not in _COMMANDS and own in ALWAYS_ELF
    return _TWIN if is_apart or twins.get(own, set()) - {folder} else None


def _twins(files: Files) -> Twins:
    """The system folders in which packaged programs start or run, by the program's name."""
    found: Twins = {}
    for fact in files:
        path = fact.real_path or fact.path
        is_program = fact.state is Provenance.PACKAGED and fact.content in ("elf", "")
        if is_program and fact.scope.is_host and is_system_folder(path):
            found.setdefault(name(path), set()).add(parent(path))
    return found
