"""A throw-away view of this machine: what runs in it cannot change the machine, or reach it.

New mount, pid, network, host name and IPC namespaces; an overlay of `/` (or of another root) whose
upper layer lives in a private tmpfs and is gone when the sandbox ends; fresh /proc, /run, /tmp and
/dev/shm; loopback only.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from hemostat.drill.plant import SANDBOX_MARK
from hemostat.model.errors import UsageError

_STAGE = r"""
set -eu
mount --make-rprivate /
base=$1 lower=$2 kept=$3 addresses=$4 emptied=$5; shift 5
ip link set lo up
for address in $addresses; do ip address add "$address/32" dev lo; done
mount -t tmpfs -o mode=700 hemostat-sandbox "$base"
mkdir "$base/upper" "$base/work" "$base/root"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$base/upper,workdir=$base/work" "$base/root"
root=$base/root
mkdir -p "$root/proc" "$root/sys" "$root/dev" "$root/run" "$root/tmp"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
for folder in $emptied; do
  [ ! -d "$root$folder" ] || mount -t tmpfs -o mode=755 tmpfs "$root$folder"
done
for pair in $kept; do
  folder=${pair%%:*} place=$root${pair##*:}
  # Found where it stands outside too, by a link: our own Python is no part of the host inside.
  case $folder in
  /tmp/* | /var/tmp/* | /dev/shm/* | /run/*) ;;
  *)
    [ -e "$root$folder" ] || { mkdir -p "$root${folder%/*}" && ln -s "${pair##*:}" "$root$folder"; }
    ;;
  esac
  [ ! -d "$root$folder" ] || [ -L "$root$folder" ] || place=$root$folder
  mkdir -p "$place"
  mount --bind "$folder" "$place"
  mount -o remount,bind,ro "$place"
done
mkdir "$root/run/old"
cd "$root"
pivot_root . run/old
umount -l /run/old
rmdir /run/old
cd /
exec "$@"
"""


_OVER = r"""
set -eu
mount --make-rprivate /
base=$1 lower=$2; shift 2
mount -t tmpfs -o mode=700 hemostat-sandbox "$base"
mkdir "$base/upper" "$base/work" "$base/root"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$base/upper,workdir=$base/work" "$base/root"
exec "$@"
"""


# A plain root's: the folders of whoever runs the sandbox are no part of the host inside.
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# fmt: off
_OF_A_SYSTEM = {
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32",
    "/lost+found", "/media", "/mnt", "/proc", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var",  # noqa: S108 — the machine's own
}
# fmt: on
_OF_PEOPLE = {"/home", "/opt", "/root"}
_SHOWN = "/snap/hemostat-drill"
_TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/")  # noqa: S108 — the machine's own


def refusal() -> str:
    """Why this machine cannot make a sandbox; empty if it can."""
    if os.geteuid() != 0:
        return "needs root: makes namespaces and an overlay of its own"
    missing = [name for name in ("unshare", "mount", "ip", "pivot_root") if not shutil.which(name)]
    return f"needs {', '.join(missing)} (util-linux, iproute2)" if missing else ""


def run_in_sandbox(
    command: Sequence[str],
    *,
    folder: Path,
    lower: Path = Path("/"),
    shown: Sequence[Path] = (),
    addresses: Sequence[str] = (),
    data: bytes = b"",
    environment: Mapping[str, str] | None = None,
    seconds: float = 120.0,
) -> subprocess.CompletedProcess[bytes]:
    """Run one command in a sandbox and give its output.

    Args:
        command: program and arguments, as found inside.
        folder: an empty folder to mount the private tmpfs on.
        lower: the root shown inside: this machine, or a root of one's own. The running Python
            and hemostat itself are shown read-only as well: see `kept_folders`.
        shown: more folders of this machine to show so, found where they stand outside.
        addresses: IPv4 addresses the loopback interface answers for, besides its own.
        data: standard input.
        environment: added variables.
        seconds: after which everything in the sandbox is ended.

    Raises:
        UsageError: this machine cannot make one.
        subprocess.TimeoutExpired: it took too long.
    """
    if why := refusal():
        raise UsageError(why)
    kept = kept_folders(lower, shown)
    pairs = " ".join(f"{own}:{place}" for own, place in kept.items())
    emptied = emptied_folders() if lower == Path("/") else ()
    words = (str(folder), str(lower), pairs, " ".join(addresses), " ".join(emptied))
    stage = ["/bin/sh", "-c", _STAGE, "sandbox", *words]
    variables = {**os.environ, "PATH": _PATH, **(environment or {}), SANDBOX_MARK: "1"}
    unshare = ["unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child"]
    return subprocess.run(
        [*unshare, *stage, *(_inside(word, kept) for word in command)],
        input=data,
        capture_output=True,
        env={name: _inside(value, kept) for name, value in variables.items()},
        timeout=seconds,
        check=False,
    )


def run_over_root(
    command: Sequence[str], *, folder: Path, lower: Path, data: bytes = b"", seconds: float = 120.0
) -> subprocess.CompletedProcess[bytes]:
    """Run one command beside a changeable view of a root, and give its output.

    What the command writes below `folder / "root"` is gone when it ends; `lower` stays as it is.

    Args:
        command: program and arguments, as found on this machine.
        folder: an empty folder to mount the private tmpfs on.
        lower: the root shown at `folder / "root"`.
        data: standard input.
        seconds: after which the command is ended.

    Raises:
        UsageError: this machine cannot make one.
        subprocess.TimeoutExpired: it took too long.
    """
    if why := refusal():
        raise UsageError(why)
    unshare = ["unshare", "--mount"]
    stage = ["/bin/sh", "-c", _OVER, "sandbox", str(folder), str(lower)]
    return subprocess.run(
        [*unshare, *stage, *command],
        input=data,
        capture_output=True,
        timeout=seconds,
        check=False,
    )


def emptied_folders() -> tuple[str, ...]:
    """Folders of this machine that are shown empty: the work of whoever runs the sandbox.

    A server has no such gigabytes of checkouts and caches, and looking through them would take the
    time of what is planted.
    """
    tops = {
        f"/{each.name}" for each in Path("/").iterdir() if each.is_dir() and not each.is_symlink()
    }
    return tuple(sorted((tops - _OF_A_SYSTEM) | (_OF_PEOPLE & tops)))


def kept_folders(lower: Path, more: Sequence[Path] = ()) -> dict[str, str]:
    """Where the running Python, its packages and hemostat stand, and where they are shown inside.

    That is where images of packages are mounted, which nobody walks: thousands of files that are
    none of the examined host's. What stands below /tmp is covered by the sandbox's own and found
    there only; the rest by a link from its own place too. Of this machine most is there already.
    """
    places = {sys.prefix, sys.base_prefix, str(Path(__file__).parents[2])} - {"/usr"}
    places |= {str(folder) for folder in more}
    wanted = sorted(place for place in places if not _is_shown(place, lower))
    return {place: f"{_SHOWN}/{number}" for number, place in enumerate(wanted)}


def _is_shown(place: str, lower: Path) -> bool:
    """Whether a folder is inside as it is."""
    covered = (*_TEMPORARY, *(f"{top}/" for top in emptied_folders()))
    return lower == Path("/") and not place.startswith(covered)


def _inside(text: str, kept: Mapping[str, str]) -> str:
    """A path, or a list of them, as it is found inside."""
    for own, place in kept.items():
        if own.startswith(_TEMPORARY):
            text = text.replace(own, place)
    return text
