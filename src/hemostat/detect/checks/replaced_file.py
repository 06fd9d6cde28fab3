"""A system program is a script now: the mark of a wrapper."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import ALWAYS_ELF
from hemostat.detect.same_file import one_per_file
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name, parent
from hemostat.model.records import FileFact, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A system program was replaced by a script",
        zh="系统程序被脚本替换",
    ),
    summary=Text(
        en="{path} should be a compiled program of package {package}; it is a script now.",
        zh="{path} 本应是软件包 {package} 的二进制程序，现在却是脚本。",
    ),
    benign=Text(
        en="Some administrators wrap a command to log its use. They can say so; the script's text "
        "shows whether it hides lines, keeps passwords or starts something else.",
        zh="个别管理员会封装命令用于审计，应能说明。查看脚本内容：是否过滤输出、记录口令或启动其他程序。",
    ),
)

_FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin")


def _fact(path: str, state: Provenance, content: str) -> FileFact:
    return FileFact(
        path=HostPath(path), state=state, package="procps", content=content, used_as=("runs",)
    )


@check(
    "linux.files.program-replaced-by-script",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="changed_file",
    attack=("T1554",),
    incident_types=("backdoor", "rootkit", "credential_leak"),
    texts=TEXTS,
    next=("keep-evidence", "restore-package", "check-other-hosts"),
    by_hand="head -c 2000 {path}",
    examples=(
        fires(_fact("/usr/bin/ps", Provenance.CHANGED, "script")),
        quiet(_fact("/usr/bin/ps", Provenance.CHANGED, "elf")),
        quiet(_fact("/usr/bin/ldd", Provenance.CHANGED, "script")),
        quiet(_fact("/opt/tool/bin/ps", Provenance.CHANGED, "script")),
    ),
)
def program_replaced_by_script(facts: Iterable[FileFact]) -> Iterator[Claim]:
    """A command that every distribution compiles is a script: it filters what people see.

    Wrappers of ps, ls, ss and find hide processes and files; of ssh, sudo and su they keep
    passwords. Nobody but the package manager writes there.
    """
    for fact, names in one_per_file(fact for fact in facts if _is_wrapper(fact)):
        yield Claim(
            subjects=(Subject("file", fact.path, tuple(("also", each) for each in names)),),
            because=(fact,),
            values={"path": fact.path, "package": fact.package},
            observables=(Observable("file:hashes.SHA-256", fact.sha256),) if fact.sha256 else (),
            last_seen=fact.changed,
            scope=fact.scope,
        )


def _is_wrapper(fact: FileFact) -> bool:
    is_core = parent(fact.path) in _FOLDERS and name(fact.path) in ALWAYS_ELF
    is_script = fact.content in ("script", "text")
    return is_core and is_script and fact.state is Provenance.CHANGED
