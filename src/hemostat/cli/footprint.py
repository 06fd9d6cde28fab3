"""`--footprint`: what the tool itself touched, as lines for people."""

from collections.abc import Iterator

from hemostat.model.path import decode
from hemostat.model.text import Language, Text
from hemostat.report.escape import visible
from hemostat.trees.footprint import Footprint

_HEAD = Text(
    "What hemostat touched (nothing was written)", "hemostat 触碰过的内容（未写入任何内容）"
)
_READ = Text("{files} files read, {size} bytes", "读取 {files} 个文件，共 {size} 字节")
_REFUSED = Text(
    "{count} of them may have a new access time: the kernel refused O_NOATIME",
    "其中 {count} 个的访问时间可能改变：内核拒绝 O_NOATIME",
)


def footprint_lines(footprint: Footprint, language: Language) -> Iterator[str]:
    """A headline, the sums, then one line for each operation and folder, processes as one."""
    yield _HEAD.in_language(language)
    read = _READ.in_language(language)
    yield "  " + read.format(files=len(footprint.opened), size=footprint.bytes_read)
    if footprint.atime_refused:
        refused = _REFUSED.in_language(language)
        yield "  " + refused.format(count=len(footprint.atime_refused))
    folders: dict[tuple[str, str], int] = {}
    for operation, folder, count in footprint.touched:
        key = (operation, _folder(folder))
        folders[key] = folders.get(key, 0) + count
    for (operation, name), count in folders.items():
        yield f"  {operation:9} {count:7}  {visible(name)}"


def _folder(folder: bytes) -> str:
    """The folder's name; every process's folder counts as /proc/PID."""
    parts = folder.split(b"/")
    is_process = len(parts) > 2 and parts[1] == b"proc" and parts[2].isdigit()
    return "/proc/PID" if is_process else decode(folder)
