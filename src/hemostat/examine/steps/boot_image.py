"""What runs before the system starts: the image it boots from, beside the files it was made of."""

import time
from collections.abc import Iterator
from hashlib import sha256

from hemostat.collect.patterns import expand
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome, entry_for
from hemostat.model.evidence import Evidence, Source
from hemostat.model.path import HostPath, decode, encode
from hemostat.model.records import BootImageScript, Mechanism, ScriptLine
from hemostat.parse.host.boot_image import SCRIPT_LIMIT, ImageScript, read_boot_image
from hemostat.parse.host.boot_script import is_generated, is_hook
from hemostat.parse.host.script_text import logical_lines
from hemostat.trees.host_tree import FileKind, FileStat, HostTree

ARTIFACT = "linux.boot.images"
IMAGE_LIMIT = 96 << 20
_IMAGES = (b"/boot/initrd.img-*", b"/boot/initramfs-*", b"/boot/initrd-*")
_ORIGINALS = (
    b"/usr/share/initramfs-tools/**/*",
    b"/etc/initramfs-tools/**/*",
    b"/usr/share/*/initramfs/**/*",
    b"/usr/lib/dracut/**/*",
    b"/etc/dracut*/**/*",
    b"/usr/lib/initcpio/**/*",
    b"/etc/initcpio/**/*",
)
_TECHNIQUE = "T1037"


def read_boot_images(work: Work) -> None:
    """Read the image this host boots, or the newest; its scripts that nothing on disk equals."""
    images = sorted(_images(work.tree), reverse=True)
    release = work.kernel.release.encode() if work.kernel else b""
    chosen = [path for _, path in images if release and path.endswith((release, release + b".img"))]
    wanted = (chosen or [path for _, path in images])[:1]
    if work.settings.deep:
        wanted = [path for _, path in images]
    originals: set[bytes] | None = None
    for path in wanted:
        data = work.tree.read(path, IMAGE_LIMIT)
        if not isinstance(data, bytes):
            work.coverage.append(entry_for(ARTIFACT, decode(path), data))
            continue
        until = time.monotonic() + work.share("boot")
        image = read_boot_image(data, lambda: work.settings.deep or time.monotonic() < until)  # noqa: B023 — called at once
        outcome = Outcome.UNSUPPORTED if image.problem else Outcome.READ
        work.note(ARTIFACT, decode(path), outcome, image.problem)
        if image.unread:
            reason = f"{image.unread} scripts larger than {SCRIPT_LIMIT >> 10} KiB"
            work.note(ARTIFACT, decode(path), Outcome.TOO_LARGE, reason)
        originals = _originals(work.tree) if originals is None else originals
        for script in image.scripts:
            if not _is_known(work.tree, script, originals):
                _take(work, decode(path), script)
    for _, path in images:
        if path not in wanted:
            reason = "not the image this host boots" if chosen else "not the newest image"
            work.note(ARTIFACT, decode(path), Outcome.NOT_COLLECTED, reason, "--deep")


def _images(tree: HostTree) -> Iterator[tuple[float, bytes]]:
    """Every image with its age; rescue and dump images are none that a host boots."""
    for pattern in _IMAGES:
        for match in expand(tree, pattern):
            name = match.path.rpartition(b"/")[2]
            stat = tree.stat(match.path)
            if (
                isinstance(stat, FileStat)
                and stat.kind is FileKind.FILE
                and not any(word in name for word in (b"rescue", b"kdump", b".old", b".bak"))
            ):
                yield stat.modified.timestamp() if stat.modified else 0.0, match.path


def _originals(tree: HostTree) -> set[bytes]:
    """Hashes of the files that images are made of."""
    found: set[bytes] = set()
    for pattern in _ORIGINALS:
        for match in expand(tree, pattern):
            data = tree.read(match.path, SCRIPT_LIMIT) if match.failure is None else b""
            if isinstance(data, bytes):
                found.add(sha256(data).digest())
    return found


def _is_known(tree: HostTree, script: ImageScript, originals: set[bytes]) -> bool:
    if sha256(script.content).digest() in originals or is_generated(script.path, script.content):
        return True
    # A command of the host itself, at its own place.
    return tree.read(encode(script.path), SCRIPT_LIMIT) == script.content


def _take(work: Work, image: HostPath, script: ImageScript) -> None:
    """The script as a record, and its lines as those of a script that starts by itself."""
    digest = sha256(script.content).hexdigest()
    work.records.add(
        [
            BootImageScript(
                source=Source(f"sha256:{digest}", image),
                image=image,
                path=script.path,
                mode=script.mode,
                size=len(script.content),
                modified=script.modified,
                is_hook=is_hook(script.path),
            )
        ]
    )
    place = HostPath(f"{image}:{script.path}")
    evidence = Evidence(script.content, place)
    work.records.add(
        [
            ScriptLine(
                source=evidence.source(number, text),
                path=place,
                started_by=image,
                mechanism=Mechanism.INIT_SCRIPT.value,
                technique=_TECHNIQUE,
                account="root",
                command=text,
            )
            for number, text in logical_lines(evidence)
        ]
    )
