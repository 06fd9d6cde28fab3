# ruff: noqa: S108 — paths on the examined host, not ours.
"""Programs put where nobody looks: hidden folders, names made to be overlooked, among devices."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.file_claims import claim_of, example, is_explained, is_program
from hemostat.detect.names import WORKED_IN_ACCOUNTS
from hemostat.detect.places import (
    ORDINARY_HIDDEN,
    home_of,
    is_system_folder,
    is_upload,
    is_writable_for_all,
    service_home_of,
)
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import is_within, name
from hemostat.model.records import FileSign, Provenance
from hemostat.model.records.file_signs import DEVICE_FILE, DISGUISED_NAME, HIDDEN_PROGRAM
from hemostat.model.text import Text

_SETTLED = ("/etc", "/boot", "/var/log", "/var/spool", "/var/mail", "/var/cache", "/var/backups")
"""Like the system's folders: nobody's program belongs there, and a hidden one less."""
_WORKED_IN = WORKED_IN_ACCOUNTS | {"postgresql", "docker", "rancher"}

HIDDEN = RuleTexts(
    title=Text(en="A program lies in a hidden place", zh="隐藏位置存放着可执行程序"),
    summary=Text(
        en="{path} can be run, its path hides itself ({detail}), and no package or known product "
        "explains it.",
        zh="{path} 可执行，路径含隐藏部分（{detail}），且不属于任何软件包或已知产品。",
    ),
    benign=Text(
        en="Tools for developers unpack themselves into hidden folders, mostly of homes. See who "
        "owns the file, when it came (ctime), what lies beside it, and whether anything starts it.",
        zh="部分开发工具会解压到隐藏目录（多在家目录下）。请核实属主、出现时间（ctime）、"
        "同目录的其他文件，以及是否有启动项引用它。",
    ),
)
DISGUISED = RuleTexts(
    title=Text(en="A name is made to be overlooked", zh="文件名经过伪装，容易被忽略"),
    summary=Text(
        en="{path}: dots or blanks alone, blanks at its ends, or signs that no terminal shows.",
        zh="{path}：名称只有点或空格、首尾带空格，或含有终端不显示的字符。",
    ),
    benign=Text(
        en="Visitors upload files with odd names, and a slip of the hand in a script makes some. "
        "A folder named with dots and blanks, or a program under such a name, is no accident.",
        zh="用户上传的文件或脚本笔误也会产生怪名；但以点和空格命名的目录，或以此命名的程序绝非偶然。",
    ),
)
DEVICE = RuleTexts(
    title=Text(en="A program lies among the devices", zh="/dev 下存放着程序文件"),
    summary=Text(
        en="{path} is a plain file in a folder that holds devices only.",
        zh="{path} 是普通文件，而该目录本应只有设备节点。",
    ),
    benign=Text(
        en="A mistyped `>/dev/nul` leaves a plain file there, never a program.",
        zh="误写 `>/dev/nul` 会留下普通文件，但不会是程序。",
    ),
)

# What tools that work over SSH, and programs that unpack themselves, bring to temporary folders;
# the folder's name and what stands in it together, since a name alone is anybody's.
_BY_TOOLS = re.compile(
    r"/(?:var/)?tmp/(?:"
    r"\.[\w-]+_[0-9a-f]{6}_salt/(?:salt-call|py\w+/.+|running_data/.+|ext_version|code-checksum)"
    r"|\.ansible(?:[-_]\w+)?/(?:tmp/)?ansible-tmp-[\d.-]+/(?:AnsiballZ_\w+\.py|\S+)"
    r"|\.net/[\w.-]+/[\w+=-]{8,}/[\w.-]+|\.dotnet/(?:lockfiles|shm)/\S+)"
)


@check(
    "linux.files.hidden-program",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="file_hidden_program",
    attack=("T1564.001",),
    incident_types=("trojan", "backdoor", "mining"),
    texts=HIDDEN,
    next=("keep-evidence", "ask-owner", "quarantine-file", "find-entry"),
    by_hand="stat {path}; sha256sum {path}; ls -la $(dirname {path})",
    examples=(
        fires(example("/usr/share/locale/.k/x", HIDDEN_PROGRAM, detail=".k")),
        fires(example("/tmp/.X25/run", HIDDEN_PROGRAM, "script", detail=".X25")),
        fires(example("/var/lib/mysql/.m", HIDDEN_PROGRAM, detail=".m")),
        quiet(example("/usr/share/.k/readme", HIDDEN_PROGRAM, "text", detail=".k")),
        quiet(example("/usr/lib/.x/y", HIDDEN_PROGRAM, state=Provenance.PACKAGED, detail=".x")),
        quiet(example("/tmp/.x", HIDDEN_PROGRAM, mode=0o644, detail=".x")),
    ),
)
def hidden_program(signs: Iterable[FileSign], files: Files) -> Iterator[Claim]:
    """A program in a hidden place that no package or product explains, run or not.

    What an intruder leaves for later is found before it runs.
    """
    for sign in signs:
        if sign.sign == HIDDEN_PROGRAM and is_program(sign) and not is_explained(sign, files):
            yield claim_of(sign, files, _level(sign))


def _level(sign: FileSign) -> Level:
    path = sign.path
    if is_system_folder(path) or is_within(path, "/dev"):
        return Level.HIGH
    if any(is_within(path, folder) for folder in _SETTLED) or is_upload(path):
        return Level.HIGH if sign.content == "elf" else Level.MEDIUM
    if is_writable_for_all(path):
        is_tools = sign.detail in ORDINARY_HIDDEN or _BY_TOOLS.fullmatch(path)
        return Level.LOW if is_tools else Level.MEDIUM
    if home_of(path):
        return Level.LOW
    # In /opt, /srv and such, products hide parts of themselves, and people work in the folders
    # of some services; in those of the others a program is another matter.
    if not is_within(path, "/var") or is_within(path, "/var/www"):
        return Level.LOW
    is_worked_in = name(service_home_of(path)) in _WORKED_IN
    return Level.LOW if is_worked_in and sign.content != "elf" else Level.MEDIUM


@check(
    "linux.files.disguised-name",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="file_disguised_name",
    attack=("T1564.001", "T1036.006"),
    incident_types=("trojan", "backdoor"),
    texts=DISGUISED,
    next=("keep-evidence", "ask-owner", "quarantine-file"),
    by_hand="ls -lab $(dirname {path})",
    examples=(
        fires(example("/usr/lib/...", DISGUISED_NAME, "", kind="folder")),
        fires(example("/home/u/.. /x ", DISGUISED_NAME)),
        quiet(example("/var/www/uploads/a.pdf ", DISGUISED_NAME, "data", mode=0o644)),
        quiet(example("/var/tmp/a\x1bb", DISGUISED_NAME, "text", mode=0o644)),
    ),
)
def disguised_name(signs: Iterable[FileSign], files: Files) -> Iterator[Claim]:
    """A folder or program whose name a person reading a list does not see."""
    for sign in signs:
        if sign.sign == DISGUISED_NAME and not is_explained(sign, files):
            level = _level_of_name(sign)
            if level is not None:
                yield claim_of(sign, files, level)


def _level_of_name(sign: FileSign) -> Level | None:
    is_blank = not sign.path.rpartition("/")[2].strip(". ")
    is_people = bool(home_of(sign.path)) or is_within(sign.path, "/var/www")
    if is_blank and (sign.kind == "folder" or is_program(sign)):
        return Level.MEDIUM if is_people else Level.HIGH
    if is_program(sign):
        return Level.MEDIUM
    if is_system_folder(sign.path) or is_within(sign.path, "/dev"):
        return Level.MEDIUM
    return None


@check(
    "linux.files.program-among-devices",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="file_among_devices",
    attack=("T1564.001",),
    incident_types=("trojan", "backdoor", "rootkit"),
    texts=DEVICE,
    next=("keep-evidence", "quarantine-file", "find-entry"),
    by_hand="find /dev -xdev -type f -ls",
    examples=(
        fires(example("/dev/.udevd", DEVICE_FILE)),
        fires(example("/dev/ttyq9", DEVICE_FILE, "script", mode=0o644)),
        quiet(example("/dev/nul", DEVICE_FILE, "text", mode=0o644)),
    ),
)
def program_among_devices(signs: Iterable[FileSign], files: Files) -> Iterator[Claim]:
    """A compiled program, script or archive in /dev, where no tool that looks for files looks."""
    for sign in signs:
        if sign.sign == DEVICE_FILE and sign.content in ("elf", "script", "archive"):
            yield claim_of(sign, files)
