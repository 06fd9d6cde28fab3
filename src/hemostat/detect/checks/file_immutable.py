"""Files that chattr guards: what intruders lock so that nobody removes it."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.file_claims import claim_of, example, is_program
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import name, parent
from hemostat.model.records import FileSign, Provenance
from hemostat.model.records.file_signs import (
    DEVICE_FILE,
    HIDDEN_PROGRAM,
    IMMUTABLE,
    SYSTEM_PROGRAM,
    TEMPORARY_PROGRAM,
)
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A file is locked against removal", zh="文件被 chattr 锁定，无法删除"),
    summary=Text(
        en="{path} is {detail} (chattr): not even root can change or remove it before the "
        "attribute is cleared.",
        zh="{path} 被 chattr 设为 {detail}：清除该属性前，连 root 也无法修改或删除。",
    ),
    benign=Text(
        en="Hardening guides lock /etc/passwd and whole folders of /etc; panels lock .user.ini. A "
        "single key file, cron file or foreign program that is locked is an intruder's habit.",
        zh="加固规范会锁定 /etc/passwd 或整个目录，面板会锁定 .user.ini；"
        "单独锁定密钥文件、定时任务或外来程序则是入侵者的惯用手法。",
    ),
)
_ODD = (HIDDEN_PROGRAM, DEVICE_FILE, TEMPORARY_PROGRAM)


@check(
    "linux.files.immutable",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="file_immutable",
    attack=("T1222.002",),
    incident_types=("backdoor", "mining", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "disable-persistence"),
    by_hand="lsattr {path}; stat {path}",
    examples=(
        fires(example("/root/.ssh/authorized_keys", IMMUTABLE, "text", detail="immutable")),
        fires(example("/etc/cron.d/sync", IMMUTABLE, "text", detail="immutable")),
        fires(
            example("/tmp/.x/k", IMMUTABLE, detail="immutable"),  # noqa: S108
            example("/tmp/.x/k", HIDDEN_PROGRAM),  # noqa: S108
        ),
        quiet(
            example(
                "/etc/crontab", IMMUTABLE, "text", detail="immutable", state=Provenance.PACKAGED
            )
        ),
        quiet(
            example("/etc/cron.d/mine", IMMUTABLE, "text", detail="immutable"),
            example(
                "/etc/cron.d/e2", IMMUTABLE, "text", detail="immutable", state=Provenance.PACKAGED
            ),
        ),
        quiet(example("/etc/cron.d/mine", IMMUTABLE, "text", detail="append-only")),
    ),
)
def immutable(signs: Iterable[FileSign], files: Files) -> Iterator[Claim]:
    """A start-up file, key file or odd program that chattr +i guards.

    Miners and their rivals lock what they leave, so that the next clean-up fails.
    """
    found = list(signs)
    odd = {sign.path: sign for sign in found if sign.sign in (*_ODD, SYSTEM_PROGRAM)}
    locked = [sign for sign in found if sign.sign == IMMUTABLE and sign.detail == "immutable"]
    # Where a packaged file of the folder is locked too, somebody hardened the whole of it.
    hardened = {parent(sign.path) for sign in locked if sign.package or sign.state is _PACKAGED}
    for sign in locked:
        level = _level(sign, odd.get(sign.path))
        if level is not None and not (parent(sign.path) in hardened and level < Level.HIGH):
            yield claim_of(sign, files, level)


_PACKAGED = Provenance.PACKAGED


def _level(sign: FileSign, odd: FileSign | None) -> Level | None:
    if sign.state is _PACKAGED:
        return None
    if name(sign.path) == "ld.so.preload":
        return Level.HIGH
    if odd is not None and odd.sign in _ODD and is_program(odd):
        return Level.HIGH
    return Level.MEDIUM
