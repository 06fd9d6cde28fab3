# ruff: noqa: S108 — paths on the examined host, not ours.
"""Programs that lie in temporary folders and shared memory, run or not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.file_claims import claim_of, example, is_explained, is_program
from hemostat.detect.names import AUTOMATION_ACCOUNTS, SERVICE_ACCOUNTS
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name
from hemostat.model.records import Account, FileSign
from hemostat.model.records.file_signs import TEMPORARY_PROGRAM
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A program lies in a temporary place", zh="临时目录中存放着可执行程序"),
    summary=Text(
        en="{path} can be run ({reason}); {count} such files lie below {place}.",
        zh="{path} 可执行（{reason}）；{place} 下共有 {count} 个此类文件。",
    ),
    benign=Text(
        en="Builds, installers and Java libraries unpack programs into /tmp. One in shared memory, "
        "owned by a web server's account, or named like a kernel thread is another matter.",
        zh="编译、安装程序及 Java 库会在 /tmp 释放程序；但位于共享内存、属于 Web 服务账号或"
        "冒充内核线程命名的程序另当别论。",
    ),
)
_LIBRARY = re.compile(r"\.(so(\.[\d.]+)?|node|tmp|jnilib)$")
_KERNEL = re.compile(r"\[.+\]|k(worker|softirqd|swapd|throtld|integrityd|devtmpfs)[\w/:.-]*")
_PLACES = ("/dev/shm", "/tmp", "/var/tmp", "/run")


@check(
    "linux.files.program-in-temporary-place",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="file_temporary_program",
    attack=("T1036.005", "T1105"),
    incident_types=("trojan", "mining", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "quarantine-file", "find-entry"),
    by_hand="stat {path}; sha256sum {path}",
    examples=(
        fires(example("/dev/shm/x", TEMPORARY_PROGRAM)),
        fires(example("/tmp/[kworker]", TEMPORARY_PROGRAM)),
        fires(
            Account(name="www-data", uid=33, gid=33, home=HostPath("/"), shell=HostPath("/")),
            example("/tmp/a", TEMPORARY_PROGRAM, uid=33),
        ),
        fires(
            Account(name="jenkins", uid=9, gid=9, home=HostPath("/"), shell=HostPath("/")),
            example("/tmp/a", TEMPORARY_PROGRAM, uid=9),
        ),
        quiet(example("/tmp/notes", TEMPORARY_PROGRAM, "text")),
        quiet(example("/dev/shm/x", TEMPORARY_PROGRAM, mode=0o600)),
    ),
)
def program_in_temporary_place(
    signs: Iterable[FileSign], accounts: Iterable[Account], files: Files
) -> Iterator[Claim]:
    """A program in a folder that anybody may write; one claim a folder for the ordinary ones.

    Loaders drop what they fetch there, and a server's account can write nowhere else.
    """
    services = {each.uid: each.name for each in accounts if each.name in SERVICE_ACCOUNTS}
    found = [
        sign
        for sign in signs
        if sign.sign == TEMPORARY_PROGRAM and is_program(sign) and not is_explained(sign, files)
    ]
    below = defaultdict[str, list[FileSign]](list)
    for sign in found:
        below[_place(sign.path)].append(sign)
    for place, there in below.items():
        count = str(len(there))
        plain: list[FileSign] = []
        for sign in there:
            if reason := _reason(sign, services):
                level = Level.HIGH if _is_kernel_name(sign) else None
                yield claim_of(sign, files, level, reason=reason, place=place, count=count)
            else:
                plain.append(sign)
        if plain:
            yield Claim(
                subjects=(Subject("file", place),),
                because=tuple(plain[:5]),
                values={"path": plain[0].path, "reason": "-", "place": place, "count": count},
                level=Level.INFO,
            )


def _place(path: str) -> str:
    return next((place for place in _PLACES if is_within(path, place)), "/" + path.split("/")[1])


def _is_kernel_name(sign: FileSign) -> bool:
    return sign.content == "elf" and bool(_KERNEL.fullmatch(name(sign.path)))


def _reason(sign: FileSign, services: Mapping[int, str]) -> str:
    """What makes it odd even among programs in temporary folders: its name, place or owner."""
    if _is_kernel_name(sign):
        return name(sign.path)
    if _LIBRARY.search(sign.path):
        return ""
    if is_within(sign.path, "/dev/shm"):
        return "/dev/shm"
    # Deeper down lie trees that somebody unpacked or builds.
    is_shallow = sign.path.count("/") <= _place(sign.path).count("/") + 2
    owner = services.get(-1 if sign.uid is None else sign.uid, "") if is_shallow else ""
    # A build server writes each step of a job as a script there.
    return "" if owner in AUTOMATION_ACCOUNTS and sign.content != "elf" else owner
