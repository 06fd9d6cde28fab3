"""A program in /usr/local takes the place of a system command."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import SELF_COMPILED, WATCHED
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import FileFact, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program stands in front of a system command",
        zh="有程序抢在系统命令之前执行",
    ),
    summary=Text(
        en="{path} is found before the system's own {command}, and no package owns it.",
        zh="{path} 会先于系统自带的 {command} 被执行，且不属于任何软件包。",
    ),
    benign=Text(
        en="Built from source on purpose (a newer OpenSSH, curl, bash). Its owner knows why; a "
        "script under such a name needs a good reason.",
        zh="可能是有意用源码编译的新版本（OpenSSH、curl、bash 等），负责人应知情；"
        "若是脚本，需有充分理由。",
    ),
)


def _fact(path: str, content: str, state: Provenance = Provenance.UNOWNED) -> FileFact:
    return FileFact(
        path=HostPath(path), state=state, content=content, mode=0o755, used_as=("shadows",)
    )


@check(
    "linux.files.system-command-shadowed",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="shadowed_command",
    attack=("T1574.007",),
    incident_types=("backdoor", "rootkit", "hijack", "credential_leak"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "quarantine-file"),
    by_hand="ls -l {path}; type -a {command}",
    examples=(
        fires(_fact("/usr/local/bin/ps", "script")),
        fires(_fact("/usr/local/bin/ls", "elf")),
        quiet(_fact("/usr/local/bin/git", "elf")),
        quiet(_fact("/usr/local/bin/ls", "elf", Provenance.PACKAGED)),
    ),
)
def system_command_shadowed(facts: Iterable[FileFact]) -> Iterator[Claim]:
    """A command that shows, or takes passwords, is answered from /usr/local first.

    The system's own file stays untouched, so package verification sees nothing.
    """
    for fact in facts:
        command = name(fact.path)
        if "shadows" not in fact.used_as or command not in WATCHED:
            continue
        if fact.state not in (Provenance.UNOWNED, Provenance.CHANGED, Provenance.UNKNOWN):
            continue
        if fact.content not in ("elf", "script", "text") or not (fact.mode or 0) & 0o111:
            continue
        is_built = fact.content == "elf" and command in SELF_COMPILED
        yield Claim(
            subjects=(Subject("file", fact.path),),
            because=(fact,),
            values={"path": fact.path, "command": command},
            level=Level.LOW if is_built or fact.state is Provenance.UNKNOWN else Level.MEDIUM,
            last_seen=fact.changed,
        )
