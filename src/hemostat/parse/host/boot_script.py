"""Scripts of an initramfs: which are run one by one, and which the image's maker writes itself."""

import re

from hemostat.model.path import HostPath

_HOOK = re.compile(
    r"/(init|scripts/[^/]+(/[^/]+)?|hooks/[^/]+|(usr/)?lib/dracut/hooks/[^/]+(/[^/]+)*)"
)
# initramfs-tools lists a folder's scripts in their order, each line a call or the same question.
_ORDER_LINE = re.compile(
    rb"(/scripts/[\w./-]+ \"\$@\"|\[ -e /conf/param\.conf \] && \. /conf/param\.conf|)\s*"
)
# dracut writes one question a device to wait for, and what to do when it never comes.
_DRACUT_LINE = re.compile(
    rb"(#!/bin/(ba)?sh|\[ -e \"?[\w/\\.:-]+\"? \]|if ! grep -q After=remote-fs-pre.target "
    rb"/run/systemd/generator/systemd-cryptsetup@\*\.service 2>/dev/null; then|fi|"
    rb"\s*warn ['\"]\"?[\w/\\.: -]+ does not exist\"?['\"]|)\s*"
)


def is_hook(path: HostPath) -> bool:
    """Whether a path inside an image is run at boot, or sourced by what is."""
    return bool(_HOOK.fullmatch(path))


def is_generated(path: HostPath, content: bytes) -> bool:
    """Whether the image's maker wrote this file itself, every line in the form it uses."""
    if path.startswith("/scripts/") and path.endswith("/ORDER"):
        return _has_only(_ORDER_LINE, content)
    return "/dracut/hooks/" in path and _has_only(_DRACUT_LINE, content)


def _has_only(line: re.Pattern[bytes], content: bytes) -> bool:
    return all(line.fullmatch(each) for each in content.splitlines())
