"""File capabilities that make whoever starts a program root, outside packages."""

from collections.abc import Iterable, Iterator
from typing import Final

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.file_claims import claim_of, example
from hemostat.detect.names import SET_UID_ESCAPES, plain_name, words
from hemostat.detect.places import is_odd, is_system_folder
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import name
from hemostat.model.records import FileSign, Provenance
from hemostat.model.records.file_signs import CAPABILITY
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program is given root's powers by capabilities",
        zh="程序通过 capability 获得 root 能力",
    ),
    summary=Text(
        en="{path} has {detail}: whoever starts it can become root or read any file.",
        zh="{path} 带有 {detail}：任何人运行它都可能取得 root 权限或读取任意文件。",
    ),
    benign=Text(
        en="Monitoring agents and tools for containers are given some. An interpreter, a shell or "
        "an editor never needs them.",
        zh="监控代理和容器工具会带有部分 capability；解释器、shell 或编辑器绝不需要。",
    ),
)
_ROOT: Final = words("""
    cap_setuid cap_setgid cap_chown cap_fowner cap_dac_override cap_dac_read_search cap_sys_admin
    cap_sys_ptrace cap_sys_module cap_sys_rawio cap_setfcap cap_mknod cap_bpf
""")
"""Each of them alone is enough to become root, or to read what only root may."""
_AT_ONCE: Final = words("""
    cap_setuid cap_setfcap cap_chown cap_fowner cap_dac_override cap_sys_module cap_sys_rawio
""")
"""Those that no agent, backup or measuring tool is told to take: one call and it is root."""
_MAPPERS = ("newuidmap", "newgidmap")


@check(
    "linux.files.capability-outside-packages",
    level=Level.MEDIUM,
    confidence=Level.HIGH,
    category="file_capability",
    attack=("T1548.001",),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "quarantine-file", "find-entry"),
    by_hand="getcap {path}; sha256sum {path}",
    examples=(
        fires(
            example(
                "/usr/bin/python3.11", CAPABILITY, detail="cap_setuid", state=Provenance.PACKAGED
            )
        ),
        fires(example("/tmp/x", CAPABILITY, detail="cap_dac_read_search")),  # noqa: S108
        fires(example("/usr/bin/report", CAPABILITY, detail="cap_sys_admin")),
        fires(example("/usr/local/bin/pyexec", CAPABILITY, detail="cap_setuid")),
        quiet(example("/usr/bin/node", CAPABILITY, detail="cap_net_bind_service")),
        quiet(
            example("/usr/bin/ping", CAPABILITY, detail="cap_net_raw", state=Provenance.PACKAGED)
        ),
        quiet(
            example(
                "/usr/bin/newuidmap", CAPABILITY, detail="cap_setuid", state=Provenance.PACKAGED
            )
        ),
    ),
)
def capability_outside_packages(signs: Iterable[FileSign], files: Files) -> Iterator[Claim]:
    """A capability that is as good as root, on an interpreter or on what no package delivered.

    It works like the set-uid bit, but `find -perm -4000` does not show it.
    """
    for sign in signs:
        if sign.sign == CAPABILITY and _ROOT & set(sign.detail.split()):
            fact = files.get(sign.path)
            is_of_product = fact is not None and fact.state is Provenance.PRODUCT
            level = Level.LOW if is_of_product else _level(sign)
            if level is not None:
                yield claim_of(sign, files, level)


def _level(sign: FileSign) -> Level | None:
    program = name(sign.path)
    if plain_name(program) in SET_UID_ESCAPES or is_odd(sign.path):
        return Level.HIGH
    if sign.package or program in _MAPPERS:
        return None
    # restic and netdata may read everything, measuring tools trace: nobody but a way to root
    # takes another uid, and it does so from the administrator's folders as well.
    is_at_once = bool(_AT_ONCE & set(sign.detail.split()))
    if sign.state is Provenance.UNOWNED and (is_at_once or is_system_folder(sign.path)):
        return Level.MEDIUM
    return Level.LOW
