"""A file of a package is not what the package delivered, and it runs, starts or is loaded."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import ALWAYS_ELF, SELF_COMPILED
from hemostat.detect.same_file import one_per_file
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name
from hemostat.model.records import FileFact, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A packaged file was replaced or altered",
        zh="软件包文件被替换或篡改",
    ),
    summary=Text(
        en="{path} belongs to package {package}, but not as the package delivered it.",
        zh="{path} 属于软件包 {package}，但内容与软件包交付的不一致。",
    ),
    benign=Text(
        en="An administrator built a newer version over the package (OpenSSH, OpenSSL), a vendor's "
        "updater replaced its own files, or someone edited a script in place. Ask who changed it "
        "at the time of its ctime, and compare with the package's own file.",
        zh="管理员可能用源码编译的新版本覆盖了软件包（如 OpenSSH、OpenSSL），"
        "厂商升级程序替换了自身文件，或有人直接改了脚本。"
        "核对 ctime 对应时间由谁操作，并与软件包原文件比对。",
    ),
)

_PROGRAM_FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
_LIBRARY_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/libexec", "/boot")
# Edited in place by administrators and by installers of their own.
_EDITED = ("/etc", "/usr/share", "/srv", "/usr/lib/systemd/system", "/lib/systemd/system")
# Where vendors' agents that came as packages update themselves: ordinary on many hosts.
_UPDATED = ("/opt", "/var")
_CHANGED = FileFact(
    path=HostPath("/usr/bin/ps"),
    state=Provenance.CHANGED,
    package="procps",
    content="elf",
    used_as=("runs",),
)


@check(
    "linux.files.packaged-file-changed",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="changed_file",
    attack=("T1554",),
    incident_types=("backdoor", "rootkit", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "restore-package", "check-other-hosts"),
    by_hand="dpkg --verify {package} || rpm --verify {package}",
    examples=(
        fires(_CHANGED),
        fires(
            FileFact(
                path=HostPath("/lib/x86_64-linux-gnu/security/pam_unix.so"),
                state=Provenance.CHANGED,
                package="libpam-modules",
                content="elf",
                used_as=("pam",),
            )
        ),
        quiet(
            FileFact(
                path=HostPath("/etc/ssh/sshd_config"),
                state=Provenance.CONFIGURED,
                package="openssh-server",
                content="text",
                used_as=("starts",),
            )
        ),
    ),
)
def packaged_file_changed(facts: Iterable[FileFact]) -> Iterator[Claim]:
    """A file that runs, starts, is loaded or is privileged differs from its package.

    A replaced `ps`, `sshd` or PAM module hides an intruder or lets one in, and survives reboots.
    A program replaced by a script has a check of its own.
    """
    changed = [fact for fact in facts if fact.state is Provenance.CHANGED and fact.used_as]
    for fact, names in one_per_file(changed):
        if not _is_wrapper(fact):
            yield Claim(
                subjects=(Subject("file", fact.path, tuple(("also", name) for name in names)),),
                because=(fact,),
                values={"path": fact.path, "package": fact.package},
                level=_level(fact),
                attack=("T1556.003",) if _is_pam_module(fact) else (),
                observables=(Observable("file:hashes.SHA-256", fact.sha256),)
                if fact.sha256
                else (),
                last_seen=fact.changed,
                scope=fact.scope,
            )


def _is_wrapper(fact: FileFact) -> bool:
    return fact.content in ("script", "text") and name(fact.path) in ALWAYS_ELF


def _is_pam_module(fact: FileFact) -> bool:
    return "pam" in fact.used_as or "/security/pam_" in fact.path


def _level(fact: FileFact) -> Level:
    """How bad: programs and libraries of the system first, scripts that people edit last."""
    command = name(fact.path)
    in_programs = any(is_within(fact.path, folder) for folder in _PROGRAM_FOLDERS)
    in_libraries = any(is_within(fact.path, folder) for folder in _LIBRARY_FOLDERS)
    if _is_pam_module(fact) and fact.content == "elf":
        return Level.CRITICAL
    if "module" in fact.used_as:
        return Level.HIGH
    if fact.used_as == ("packaged",) and fact.content not in ("elf", "script"):
        return Level.LOW  # nothing runs or loads it; a full verification came by
    if fact.content == "elf" and in_programs and command in ALWAYS_ELF - SELF_COMPILED:
        return Level.CRITICAL
    if any(is_within(fact.path, folder) for folder in _UPDATED):
        return Level.LOW
    if _is_language_file(fact.path) or any(is_within(fact.path, each) for each in _EDITED):
        return Level.MEDIUM if fact.content == "elf" else Level.LOW
    if fact.content == "elf" and (in_programs or in_libraries):
        return Level.HIGH
    return Level.MEDIUM if in_programs or in_libraries else Level.LOW


def _is_language_file(path: str) -> bool:
    """Whether a language's own installer updates files there in place."""
    folders = ("/site-packages/", "/dist-packages/", "/node_modules/", "/gems/", "/vendor_perl/")
    return any(folder in path for folder in folders)
