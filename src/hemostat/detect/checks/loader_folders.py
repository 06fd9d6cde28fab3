# ruff: noqa: S108 — paths on the examined host, not ours.
"""Folders that ld.so.conf adds to where every program looks for libraries."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import hidden_part, home_of, is_not_for_binaries, is_temporary
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, normal
from hemostat.model.records import FileFact, LoaderEntry, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="Every program takes libraries from a folder others can fill",
        zh="系统库搜索路径包含异常目录（ld.so.conf）",
    ),
    summary=Text(
        en="{file} adds {folder} to the folders every program takes libraries from: {reason}. "
        "Whoever writes there puts code into root's programs.",
        zh="{file} 将 {folder} 加入系统动态库搜索路径：{reason}。"
        "能写入该目录者可向 root 程序注入代码。",
    ),
    benign=Text(
        en="Software installed by hand into somebody's home, such as a database client; move it.",
        zh="可能是手工安装到用户目录的软件（如数据库客户端），建议迁移。",
    ),
)
_FILE = HostPath("/etc/ld.so.conf.d/x.conf")
_BREW = re.compile(r"/home/linuxbrew/\.linuxbrew(/|$)")


def _folder(path: str) -> LoaderEntry:
    return LoaderEntry(source=Source(path=_FILE, line=1), kind="folder", value=HostPath(path))


@check(
    "linux.loader.library-folder",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="loader_folder",
    attack="T1574.006",
    incident_types=("preload_backdoor", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "repair-loader"),
    by_hand="cat {file}; ls -lad {folder}; ls -la {folder}",
    examples=(
        fires(_folder("/tmp/lib")),
        fires(_folder("/usr/lib/.x")),
        fires(_folder("/home/ann/lib")),
        fires(_folder("lib")),
        fires(_folder("/opt/l"), FileFact(path=HostPath("/opt/l"), kind="folder", mode=0o777)),
        quiet(_folder("/usr/local/cuda-13.0/targets/x86_64-linux/lib")),
        quiet(_folder("/usr/lib/oracle/19.3/client64/lib"), _folder("/opt/vendor/lib")),
        quiet(
            _folder("/home/oracle/lib"),
            FileFact(path=_FILE, state=Provenance.PACKAGED),
        ),
    ),
)
def library_folder(entries: Iterable[LoaderEntry], files: Files) -> Iterator[Claim]:
    """A folder of ld.so.conf is temporary, hidden, somebody's, or may be written by others.

    High for a temporary or hidden one: libraries there win over nothing by accident.
    """
    for entry in entries:
        if entry.kind != "folder" or _is_explained(entry, files):
            continue
        found = _judged(entry.value, files)
        if found:
            level, reason = found
            yield Claim(
                subjects=(Subject("file", entry.source.path), Subject("file", entry.value)),
                because=(entry,),
                values={"file": entry.source.path, "folder": entry.value, "reason": reason},
                level=level,
            )


def _is_explained(entry: LoaderEntry, files: Files) -> bool:
    fact = files.get(entry.source.path)
    return fact is not None and fact.state in (Provenance.PACKAGED, Provenance.PRODUCT)


def _judged(folder: str, files: Files) -> tuple[Level, str] | None:
    """Level and reason (words of the machine, the same in both languages)."""
    if not folder.startswith("/"):
        return Level.MEDIUM, "relative"
    place = normal(folder)
    fact = files.get(place)
    if is_temporary(place) or is_not_for_binaries(place):
        return Level.HIGH, "temporary"
    if _BREW.match(place):
        return None
    if hidden_part(place):
        return Level.HIGH, "hidden"
    if fact is not None and fact.mode and fact.mode & 0o002:
        return Level.HIGH, "world-writable"
    if home_of(place):
        return Level.MEDIUM, "home"
    return None
