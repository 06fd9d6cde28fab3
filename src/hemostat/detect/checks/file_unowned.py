"""Programs among the system's own that no package delivered, and times taken from a neighbour."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.file_claims import claim_of, example, is_explained, is_program
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, parent
from hemostat.model.records import FileSign, Provenance
from hemostat.model.records.file_signs import COPIED_TIME, SYSTEM_PROGRAM
from hemostat.model.text import Text

UNOWNED = RuleTexts(
    title=Text(
        en="A program among the system's own belongs to no package",
        zh="系统程序目录中有不属于任何软件包的程序",
    ),
    summary=Text(
        en="{path}: {count} programs in {folder} belong to no package.",
        zh="{path}：{folder} 中有 {count} 个程序不属于任何软件包。",
    ),
    benign=Text(
        en="Programs built with --prefix=/usr, agents of clouds and monitoring, and scripts of "
        "pip or npm lie there too. See whose they are and when they came.",
        zh="以 --prefix=/usr 编译的软件、云与监控代理、pip 或 npm 的脚本也会放在这里；"
        "请核实来源与出现时间。",
    ),
)
COPIED = RuleTexts(
    title=Text(
        en="A foreign program carries the very time of a system program",
        zh="外来程序的时间与系统程序完全一致",
    ),
    summary=Text(
        en="{path} belongs to no package, came later than {detail}, and has its modification time "
        "to the last digit: somebody copied it (touch -r).",
        zh="{path} 不属于任何软件包，出现晚于 {detail}，修改时间却与其完全一致："
        "时间被人复制（touch -r）。",
    ),
    benign=Text(
        en="A copy of the packaged program kept with its time (cp -p) and changed since, by "
        "somebody who can say so.",
        zh="管理员用 cp -p 备份系统程序后又改动过，可向其核实。",
    ),
)
_SINGLE = 5


@check(
    "linux.files.unowned-system-program",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="file_unowned_program",
    attack=("T1036.005", "T1554"),
    incident_types=("backdoor", "trojan"),
    texts=UNOWNED,
    next=("ask-owner",),
    by_hand="stat {path}; dpkg -S {path} || rpm -qf {path}",
    examples=(
        fires(example("/usr/sbin/updated", SYSTEM_PROGRAM)),
        quiet(example("/usr/sbin/updated", SYSTEM_PROGRAM, "text")),
        quiet(
            example("/usr/sbin/updated", SYSTEM_PROGRAM),
            context=HostContext(has_package_database=False),
        ),
        quiet(example("/usr/sbin/updated", SYSTEM_PROGRAM, state=Provenance.PACKAGED)),
    ),
)
def unowned_system_program(
    signs: Iterable[FileSign], files: Files, context: HostContext
) -> Iterator[Claim]:
    """A program right in /usr/bin and the like that no package owns; one claim for many."""
    if not context.has_package_database:
        return
    folders: dict[HostPath, list[FileSign]] = {}
    for sign in signs:
        if sign.sign == SYSTEM_PROGRAM and is_program(sign) and not is_explained(sign, files):
            folders.setdefault(parent(sign.path), []).append(sign)
    for folder, there in folders.items():
        count = str(len(there))
        if len(there) <= _SINGLE:
            for sign in there:
                yield claim_of(sign, files, folder=folder, count=count)
        else:
            yield Claim(
                subjects=(Subject("file", folder),),
                because=tuple(there[:_SINGLE]),
                values={"path": there[0].path, "folder": folder, "count": count},
            )


@check(
    "linux.files.copied-time",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="file_copied_time",
    attack=("T1070.006",),
    incident_types=("backdoor", "trojan", "rootkit"),
    texts=COPIED,
    next=("keep-evidence", "ask-owner", "quarantine-file", "check-other-hosts"),
    by_hand="stat {path} {detail}",
    examples=(
        fires(example("/usr/bin/kd", COPIED_TIME, detail="/usr/bin/ls")),
        quiet(example("/usr/bin/ls.bak", COPIED_TIME, "text", detail="/usr/bin/ls")),
        quiet(example("/usr/bin/x", COPIED_TIME, state=Provenance.PACKAGED, detail="/usr/bin/ls")),
    ),
)
def copied_time(signs: Iterable[FileSign], files: Files) -> Iterator[Claim]:
    """An unowned program with the exact modification time of a packaged neighbour, but younger.

    mtime can be set at will, ctime cannot: the inode came days after the neighbour's.
    """
    for sign in signs:
        if sign.sign == COPIED_TIME and is_program(sign) and not is_explained(sign, files):
            yield claim_of(sign, files)
