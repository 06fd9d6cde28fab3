"""A program in /usr/local, or in a home, takes the place of a system command."""

from collections import Counter
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import ASK_PASSWORDS, SELF_COMPILED, WATCHED, words
from hemostat.detect.places import home_of
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name, parent
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
_SHOWS = words("""
    ls ps top ss netstat lsof who w last lastb id kill pkill pgrep pidof crontab systemctl
    journalctl chattr lsattr lsmod dmesg iptables nft uname hostname chpasswd useradd usermod
    ssh scp sftp ssh-add ssh-keygen
""")
_SUITE = ("ls", "cat", "cp", "mv", "rm", "touch", "date", "md5sum", "uname", "id", "who", "kill")
_MOST = 6


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
        fires(_fact("/home/li/.local/bin/sudo", "elf")),
        fires(_fact("/root/bin/netstat", "elf")),
        fires(_fact("/home/li/bin/doas", "script")),
        fires(_fact("/home/li/.local/bin/ssh", "script")),
        quiet(_fact("/usr/local/bin/git", "elf")),
        quiet(_fact("/home/li/.local/bin/curl", "elf")),
        quiet(_fact("/home/li/.local/bin/psql", "elf")),
        quiet(_fact("/home/li/bin/ls", "script")),
        quiet(_fact("/home/li/.local/bin/htop", "elf")),
        quiet(*(_fact(f"/home/li/.local/bin/{each}", "elf") for each in _SUITE)),
        quiet(_fact("/usr/local/bin/ls", "elf", Provenance.PACKAGED)),
    ),
)
def system_command_shadowed(facts: Iterable[FileFact]) -> Iterator[Claim]:
    """A command that shows, or takes passwords, is answered from /usr/local first.

    The system's own file stays untouched, so package verification sees nothing. In a home only
    what never is a tool of a person's own counts: programs that ask for a password, and compiled
    ones that show the host's state, unless a whole suite of such was built there.
    """
    facts = [fact for fact in facts if "shadows" in fact.used_as]
    suites = Counter(parent(fact.path) for fact in facts)
    for fact in facts:
        command = name(fact.path)
        is_home = bool(home_of(fact.path))
        if command not in WATCHED and not (is_home and command in ASK_PASSWORDS):
            continue
        if is_home and (suites[parent(fact.path)] > _MOST or not _is_odd_in_home(fact, command)):
            continue
        if fact.state not in (Provenance.UNOWNED, Provenance.CHANGED, Provenance.UNKNOWN):
            continue
        if fact.content not in ("elf", "script", "text") or not (fact.mode or 0) & 0o111:
            continue
        is_built = fact.content == "elf" and command in SELF_COMPILED and not is_home
        # A script called ssh sets titles or options as often as it steals.
        is_built |= is_home and command not in ASK_PASSWORDS and fact.content != "elf"
        yield Claim(
            subjects=(Subject("file", fact.path),),
            because=(fact,),
            values={"path": fact.path, "command": command},
            level=Level.LOW if is_built or fact.state is Provenance.UNKNOWN else Level.MEDIUM,
            last_seen=fact.changed,
        )


def _is_odd_in_home(fact: FileFact, command: str) -> bool:
    if command in ASK_PASSWORDS:
        return True
    return command in _SHOWS and (fact.content == "elf" or command == "ssh")
