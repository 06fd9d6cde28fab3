"""How links are followed within a tree, and never out of it.

Part by part, as the kernel does, but with the tree's own root in the place of `/`: an absolute
target begins there, and `..` at the root stays at the root. Only the reader of one part differs
from tree to tree, so it is handed in.

Source: path_resolution(7), symlink(7); the limit of 40 links is the kernel's MAXSYMLINKS.
"""

from collections.abc import Callable

from hemostat.model.failure import Absent, Failed, Failure
from hemostat.trees.host_tree import FileKind

MAX_LINKS = 40
MAX_PATH = 4096
_MAX_REMEMBERED = 100_000

Seen = bytes | FileKind | Failure
"""What stands at one path: the text of a link, the kind of anything else, or why nobody knows."""


class Resolver:
    """Follows links for one tree, and remembers folders: /usr/lib is looked at once.

    Only what was found is remembered: a process that was not there may be there a moment later.
    """

    def __init__(self, look: Callable[[bytes], Seen]) -> None:
        """Take the reader of one part.

        Args:
            look: says what stands at a path whose folder is free of links.
        """
        self._look = look
        self._folders: dict[bytes, bytes] = {b"": b"/", b"/": b"/"}

    def place(self, path: bytes) -> bytes | Failure:
        """The path with the links of its folder followed, its last part as it is.

        The answer may name something that is not there; a part in the middle that is missing, or
        no folder, is `Absent`.
        """
        folder, _, name = path.rpartition(b"/")
        if name in (b"", b".", b".."):
            return self.resolve(path)
        real = self._folders.get(folder)
        if real is None:
            answer = self._folder(folder)
            if not isinstance(answer, bytes):
                return answer
            real = answer
        return real + name if real == b"/" else real + b"/" + name

    def resolve(self, path: bytes) -> bytes | Failure:
        """The path with every link followed."""
        if path.rpartition(b"/")[2] not in (b"", b".", b".."):
            place = self.place(path)
            if not isinstance(place, bytes):
                return place
            seen = self._part(place)
            if not isinstance(seen, bytes):
                return place if isinstance(seen, FileKind) else seen
            path = place
        answer = self._walk(path)
        return answer if not isinstance(answer, tuple) else answer[0]

    def _folder(self, path: bytes) -> bytes | Failure:
        """The real path of a folder, remembered."""
        answer = self._walk(path)
        if not isinstance(answer, tuple):
            return answer
        real, kind = answer
        if kind is not FileKind.FOLDER:
            return _no_folder(kind)
        if len(self._folders) >= _MAX_REMEMBERED:
            self._folders = {b"": b"/", b"/": b"/"}
        self._folders[path] = self._folders[real] = real
        return real

    def _walk(self, path: bytes) -> tuple[bytes, FileKind] | Failure:
        """Where a path leads, and what stands there."""
        if len(path) > MAX_PATH:
            return Failed("the path is longer than 4096 bytes")
        todo = path.split(b"/")[::-1]
        here, kind, links = b"", FileKind.FOLDER, 0
        while todo:
            part = todo.pop()
            if part in (b"", b"."):
                continue
            if kind is not FileKind.FOLDER:
                return _no_folder(kind)
            if part == b"..":
                here = here.rpartition(b"/")[0]
                continue
            seen = self._part(here + b"/" + part)
            if isinstance(seen, FileKind):
                here, kind = here + b"/" + part, seen
            elif isinstance(seen, bytes):
                links += 1
                if links > MAX_LINKS:
                    return Failed("a loop of symbolic links, or more than 40 of them")
                here = b"" if seen.startswith(b"/") else here
                todo.extend(reversed(seen.split(b"/")))
            else:
                return seen
        return here or b"/", kind

    def _part(self, path: bytes) -> Seen:
        """What stands at one path; folders known to be real are not looked at again."""
        if len(path) > MAX_PATH:
            return Failed("the path is longer than 4096 bytes")
        return FileKind.FOLDER if self._folders.get(path) == path else self._look(path)


def _no_folder(kind: FileKind) -> Failure:
    """The answer for what should stand below something that is no folder."""
    if kind is FileKind.UNKNOWN:
        return Failed("a part of the path is neither a folder nor a link that can be followed")
    return Absent()
