import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.hidden_socket import hidden_socket
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import CrossView, OpenFile, Process

pytestmark = pytest.mark.requirement("A6L.3", "B5.3")


def test_who_holds_the_socket_is_named() -> None:
    view = CrossView(
        kind="socket",
        value="tcp 0.0.0.0:1",
        seen_by="netlink sock_diag",
        missing_from="/proc/net/tcp",
        inode=7,
    )
    records = [
        view,
        OpenFile(pid=3, descriptor=4, target="socket:[7]"),
        OpenFile(pid=4, descriptor=4, target="socket:[8]"),
        Process(pid=3, ppid=1, exe=HostPath("/tmp/m")),
        Process(pid=4, ppid=1, exe=HostPath("/usr/sbin/sshd")),
    ]
    (claim,) = claims_of(hidden_socket, RecordSet(records).of, HostContext())
    assert [(s.kind, s.value) for s in claim.subjects] == [
        ("socket", "tcp 0.0.0.0:1"),
        ("process", "/tmp/m"),
    ]
    assert claim.values["holders"] == "/tmp/m[3]"
    assert claim.level is Level.HIGH
