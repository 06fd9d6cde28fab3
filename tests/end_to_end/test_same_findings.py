"""One host says the same, looked at live, by the collector's stream, and over SSH."""

import json
import subprocess
import sys
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hemostat.drill.sandbox import kept_folders, run_in_sandbox

ROOTS = Path("/var/tmp/hemostat-test-roots")
INSIDE = Path(__file__).with_name("planted_signs.py")
HEMOSTAT = (sys.executable, "-B", "-m", "hemostat")
# What our own Python wants of a root that holds none.
LIBRARIES = ("libsqlite3.so.0", "libffi.so.8", "libssl.so.3", "libcrypto.so.3", "libbz2.so.1.0")
WAYS = (("bookworm-server", False), ("bookworm-server", True), ("bookworm", False))
# Every sign must be among what both ways say, or the comparison compares nothing.
SIGNS = (
    "/etc/cron.d/sync",
    "netd.service",
    "SHA256:Ca4N2222WczvHw04Cg8vXcMW+HMg9HiWpU87BprUnX0",
    "www-data",
    "/usr/local/lib/libsec.so",
    "/var/tmp/.cache/p.sh",
    "/etc/profile.d/zz.sh",
    "zz.pth",
    "toor",
    "/var/tmp/.cache/su",
    "/tmp/.x",
    "memfd:kworker",
    "/dev/shm/libz.so",
    "/usr/bin/bash",
)
ONLY_LIVE = {
    "linux.credentials",
    "linux.firewall.live",
    "linux.loader.resolved",
    "linux.walk",
    "linux.watched.files",
}
# The packet filter's rules are asked of the kernel: ONLY_LIVE has the place.
ASKED_OF_THE_KERNEL = {"linux.hardening.no-firewall"}
# How many processes have it: the collector's own shells and tools have the planted library too.
COMES_AND_GOES = {"linux.loader.preload-file": "summary", "linux.loader.odd-library": "count"}


@dataclass(frozen=True)
class Looked:
    """One host, two results as `hemostat.triage/1`."""

    live: dict[str, Any]
    stream: dict[str, Any]


@pytest.fixture(scope="module", params=WAYS, ids=["sh", "sshd", "without-python"])
def looked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Looked:
    name, is_over_ssh = request.param
    root = ROOTS / name
    if not root.is_dir():
        pytest.skip(f"no {root}: debootstrap makes it")
    if name == "bookworm" and sys.base_prefix == "/usr":
        pytest.skip("the system's own Python runs this: it cannot be shown in a root without one")
    script = subprocess.run((*HEMOSTAT, "collect"), stdout=subprocess.PIPE, check=True).stdout
    code = INSIDE.read_text("utf-8")
    code = code.replace('SCRIPT = b""', f"SCRIPT = {script!r}")
    code = code.replace("= {}", f"= {files_for(root)!r}", 1)
    code = code.replace("OVER_SSH = False", f"OVER_SSH = {is_over_ssh}")
    done = run_in_sandbox(
        (sys.executable, "-B", "-"),
        folder=tmp_path_factory.mktemp("sandbox"),
        lower=root,
        data=code.encode(),
    )
    assert done.returncode == 0, done.stderr.decode()
    result = json.loads(done.stdout)
    assert result["gone"] == []
    return Looked(result["live"], examined(b64decode(result["stream"])))


def files_for(root: Path) -> dict[str, bytes]:
    """An id, and the libraries of this machine that the root lacks."""
    folder = "usr/lib/x86_64-linux-gnu"
    ours = [Path("/", folder, name) for name in LIBRARIES]
    missing = [file for file in ours if file.exists() and not (root / folder / file.name).exists()]
    # So that its id does not come of the source's name, which differs.
    machine_id = {"/etc/machine-id": b"0123456789abcdef0123456789abcdef\n"}
    return machine_id | {str(file): file.read_bytes() for file in missing}


def examined(stream: bytes) -> dict[str, Any]:
    done = subprocess.run(
        (*HEMOSTAT, "triage", "-", "--json"), input=stream, capture_output=True, check=False
    )
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    return dict(json.loads(done.stdout))


def as_compared(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Findings by id, without what comes and goes and without where each source keeps its bytes."""
    findings: dict[str, dict[str, Any]] = {}
    # Our own Python is shown inside beside the root's files, and is none of them.
    ours = tuple(kept_folders(ROOTS).values())
    for finding in result["findings"]:
        if all(subject["value"].startswith(ours) for subject in finding["subjects"]):
            continue
        # What stands between us and the host is asked of our own process alone.
        if finding["rule"].startswith("linux.self.") or finding["rule"] in ASKED_OF_THE_KERNEL:
            continue
        # What programs hold inside is read on the host alone: a stream has their hashes.
        left_out = {"evidence", "last_seen", "observables", COMES_AND_GOES.get(finding["rule"], "")}
        findings[finding["id"]] = {k: v for k, v in finding.items() if k not in left_out}
    return findings


@pytest.mark.sandbox
@pytest.mark.requirement("B5.1")
def test_the_same_findings_come_of_a_stream(looked: Looked) -> None:
    assert as_compared(looked.stream) == as_compared(looked.live)


@pytest.mark.sandbox
def test_every_planted_sign_is_among_them(looked: Looked) -> None:
    values = [s["value"] for each in looked.live["findings"] for s in each["subjects"]]
    assert [sign for sign in SIGNS if not any(sign in value for value in values)] == []


@pytest.mark.sandbox
def test_the_same_places_were_covered(looked: Looked) -> None:
    live, stream = (
        {place["artifact"]: place["outcome"] for place in each["coverage"]}
        for each in (looked.live, looked.stream)
    )
    probes = {
        name for name in {*live, *stream} if name.startswith(("linux.probe.", "linux.content."))
    }
    # docs/collector.md: what only a running host answers, or takes the files themselves.
    probes |= ONLY_LIVE
    stream = {name: outcome for name, outcome in stream.items() if name not in probes}
    # docs/collector.md: programs that nothing runs or names are not hashed, and that is said.
    assert stream.pop("linux.baseline.unused") == "not_collected"
    assert live.pop("linux.baseline.unused") in ("read", "too_large")
    assert stream == {name: live[name] for name in live.keys() - probes}


@pytest.mark.sandbox
def test_host_and_clock_are_the_same(looked: Looked) -> None:
    same = ("id", "id_from", "name", "machine_id", "boot_id", "system", "boot", "zone")
    assert {k: looked.stream["host"][k] for k in same} == {k: looked.live["host"][k] for k in same}
    assert looked.stream["host"]["is_complete"]
