"""What strace saw, as values: which calls open, which would change something."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TRACE = (
    "trace=%file,%process,%network,openat2,write,writev,pwrite64,sendfile,copy_file_range,"
    "ftruncate,fallocate,fchmod,fchown,fsetxattr,fremovexattr,kill,tgkill,ptrace,memfd_create,"
    "io_uring_setup,io_setup,bpf,init_module,finit_module"
)
OPENING = ("open", "openat", "openat2", "creat")
WRITING = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)")
CHANGING = re.compile(
    r"(mk(dir|nod)|unlink|rmdir|rename|link|symlink|chmod|fchmod|l?chown|fchown|utime|futimesat"
    r"|f?truncate|fallocate|.*(set|remove)xattr|u?mount|umount2|pivot_root|chroot|swap|acct"
    r"|memfd_create|io_uring_setup|io_setup|bpf|f?init_module|ptrace|sendfile|copy_file_range"
    r"|pwrite64|creat|quotactl|open_tree|move_mount|fsopen)\w*"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One system call: its name, all of its line, the paths in it, and how it failed, if so."""

    name: str
    line: str
    paths: tuple[bytes, ...]
    error: str

    @property
    def asks_noatime(self) -> bool:
        return "O_NOATIME" in self.line


def read_calls(log: str) -> Iterator[Call]:
    """The calls of a log written with `-f -xx`; a call that was interrupted counts once."""
    begun: dict[str, str] = {}
    for line in log.splitlines():
        thread, _, text = line.partition(" ")
        text = text.strip()
        if text.endswith("<unfinished ...>"):
            begun[thread] = text.removesuffix("<unfinished ...>")
            continue
        if resumed := re.match(r"<\.\.\. \w+ resumed>", text):
            text = begun.pop(thread, "") + text[resumed.end() :]
        if called := re.match(r"(\w+)\(", text):
            strings = re.findall(r'"((?:\\x[0-9a-f]{2})*)"', text)
            paths = tuple(bytes.fromhex(each.replace("\\x", "")) for each in strings)
            failed = re.search(r"\) += -1 (E\w+)", text)
            yield Call(called[1], text, paths, failed[1] if failed else "")


def changes(calls: Iterable[Call]) -> list[str]:
    """The calls that change a file, or open one for it; the null device holds nothing."""
    return [
        call.line
        for call in calls
        if CHANGING.fullmatch(call.name)
        or (call.name in OPENING and WRITING.search(call.line) and call.paths[-1] != b"/dev/null")
        or (call.name in ("write", "writev") and not re.match(r"writev?\([12],", call.line))
    ]
